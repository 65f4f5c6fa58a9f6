"""Is the event log as it was sealed? What was changed, added or taken away since is named, seal by seal."""

import logging
import time
from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.events import AUDIT_BROKEN
from helpdesk.events.models import Event, Seal, SealCheck
from helpdesk.events.recording import record
from helpdesk.events.sealing import PRINT_BYTES, Row, hash_of, prints_after, rows_after
from helpdesk.tenancy.context import current_tenant

SEALS_AT_ONCE = 50
CHECKER = Actor.system("audit")
log = logging.getLogger(__name__)


def check(after: int = 0) -> Iterator[tuple[Seal, str]]:
    """Each seal of the open company beyond the number `after`, and in words what does not fit; "" where all does."""
    previous = Seal.objects.filter(number=after).first()
    after = previous.number if previous else 0
    while seals := list(Seal.objects.filter(number__gt=after).order_by("number")[:SEALS_AT_ONCE]):
        for seal in seals:
            yield seal, _fault(seal, previous)
            previous, after = seal, seal.number


def check_some(most_seconds: float) -> None:
    """Look at the company's next seals for so long, and after the last one begin again; a fault is told once."""
    end = time.monotonic() + most_seconds
    state, _is_new = SealCheck.objects.get_or_create()
    with translation.override(current_tenant().language):
        if state.newest and not state.reached and not Seal.objects.filter(number=state.newest).exists():
            _found(state, _missing(state.newest))
        for seal, fault in check(state.reached):
            state.reached, state.newest = seal.number, max(seal.number, state.newest)
            if fault:
                _found(state, fault)
            if time.monotonic() > end:
                break
        else:
            _come_to_the_end(state)
    state.save()


def _come_to_the_end(state: SealCheck) -> None:
    """Begin again next time. The end of the chain goes to the logs, which often lie where no database role gets."""
    state.checked_at, state.wrong = clock.now(), state.wrong_so_far
    state.reached = state.wrong_so_far = 0
    if newest := Seal.objects.newest():
        log.info("audit log checked: %s seals wrong, the last is %s %s", state.wrong, newest.number, newest.hash)


def _found(state: SealCheck, fault: str) -> None:
    state.wrong_so_far += 1
    log.error("the audit log is not as it was sealed: %s", fault)
    if not Event.objects.filter(kind=AUDIT_BROKEN.name, data__what=fault).exists():
        record(AUDIT_BROKEN, current_tenant(), by=CHECKER, what=fault)


def _fault(seal: Seal, previous: Seal | None) -> str:
    expected = previous.number + 1 if previous else 1
    if seal.number != expected:
        return _missing(expected)
    if seal.hash != hash_of(seal, previous):
        return _("Seal %(number)s was changed.") % {"number": seal.number}
    stored = bytes(seal.prints)
    if stored == prints_after(previous, seal.upto)[1]:
        return ""
    each = [stored[at : at + PRINT_BYTES] for at in range(0, len(stored), PRINT_BYTES)]
    return _difference(each, rows_after(previous, seal.upto), previous)


def _missing(number: int) -> str:
    return _("Seal %(number)s is missing.") % {"number": number}


def _difference(stored: list[bytes], rows: list[Row], previous: Seal | None) -> str:
    """The first place where the events of a seal are not those of its fingerprints."""
    same = next((n for n, (one, row) in enumerate(zip(stored, rows, strict=False)) if one != row.print), None)
    same = min(len(stored), len(rows)) if same is None else same
    here = rows[same] if same < len(rows) else None
    if here is None or here.print in stored[same:]:
        last = rows[same - 1].words if same else previous.upto if previous else 0
        return _("After event %(event)s one was taken away.") % {"event": last}
    if same == len(stored) or stored[same] in (row.print for row in rows[same:]):
        return _("Event %(event)s was added later.") % {"event": here.words}
    return _("Event %(event)s was changed.") % {"event": here.words}
