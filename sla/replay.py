"""Tell a ticket's clocks its whole story again, from the event log, and see whether they stand where they stood.

The log, the policies chosen on the way and the calendars as they read then are all it takes (sla.md §8.5).
"""

from datetime import datetime

from helpdesk.events.models import Event
from sla import hearing, ledger, opening_hours, policies
from sla.engine import events
from sla.engine.applying import apply
from sla.engine.ticket import TicketClocks
from sla.ledger import Page
from sla.models import CalendarRevision, Selection, Watch
from tickets.events import TICKET_OPENED
from tickets.models import Ticket

# What a clock is; when somebody noticed something about it is not part of that.
COMPARED = ("state", "state_below", "started_at", "target_seconds", "basis", "calendar_id", "policy_version_id")
COMPARED += ("runs", "due_at", "satisfied_at", "breached_at", "cancelled_at", "reason", "hidden")


def differences(ticket: Ticket, now: datetime) -> list[str]:
    """Return in words where the stored clocks of a ticket differ from its log; none for a sound one.

    Both are brought up to `now`, so that a breach nobody has looked at yet is no difference.
    """
    stored, told = ledger.open_page(ticket), tell_again(ticket)
    for page in (stored, told):
        page.clocks.look(now)
    found = {key: _as_stored(stored, key) for key in stored.rows}
    again = {(one.metric, one.instance): ledger.columns_of(told, one) for one in told.clocks.clocks}
    missing = [f"{metric} {instance}: only stored" for metric, instance in found.keys() - again.keys()]
    missing += [f"{metric} {instance}: only in the log" for metric, instance in again.keys() - found.keys()]
    return missing + [
        f"{key[0]} {key[1]} {name}: stored {found[key][name]}, by the log {again[key][name]}"
        for key in found.keys() & again.keys()
        for name in COMPARED
        if found[key][name] != again[key][name]
    ]


def tell_again(ticket: Ticket) -> Page:
    """Return the clocks of a ticket as its event log gives them. Stores nothing."""
    standing = opening_hours.now_standing()
    page = Page(ticket, TicketClocks(_as_they_were_first()), Watch(ticket=ticket), standing)
    chosen = {one.event_seq: one for one in Selection.objects.select_related("version").filter(ticket=ticket)}
    edits = _edits()
    for event in Event.objects.about(ticket).in_order():
        while edits and edits[0].at <= event.occurred_at:
            _hear_of_edit(page, edits.pop(0))
        for one in _said(event, chosen.get(event.seq)):
            apply(page.clocks, one)
    for edit in edits:
        _hear_of_edit(page, edit)
    return page


def _said(event: Event, chosen: Selection | None) -> list[events.Event]:
    terms = policies.terms_of(chosen.version, chosen.calendar_id) if chosen else None
    if event.kind == TICKET_OPENED.name:
        return [hearing.begin(event, terms)]
    said = hearing.hear(event)
    if chosen is None:
        return [said]
    if isinstance(said, events.PriorityChanged):
        return [events.PolicySelected(said.at, terms, said.priority)]
    return [events.PolicySelected(event.occurred_at, terms), said]


def _as_they_were_first() -> dict[int, object]:
    firsts = CalendarRevision.objects.filter(number=1)
    return {one.calendar_id: opening_hours.standing_from(one.calendar_id, 1)[0].calendar for one in firsts}


def _edits() -> list[events.CalendarChanged]:
    found = []
    for first in CalendarRevision.objects.filter(number=1):
        for later in opening_hours.standing_from(first.calendar_id, 1)[1:]:
            found.append(events.CalendarChanged(later.changed_at, first.calendar_id, later.calendar))
    return sorted(found, key=lambda edit: edit.at)


def _hear_of_edit(page: Page, edit: events.CalendarChanged) -> None:
    if page.clocks.facts is None:
        page.clocks.calendars[edit.name] = edit.calendar
    else:
        apply(page.clocks, edit)


def _as_stored(page: Page, key: tuple[str, int]) -> dict:
    state = next(one for one in page.clocks.clocks if (one.metric, one.instance) == key)
    return ledger.columns_of(page, state)
