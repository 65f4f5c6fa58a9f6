"""The company's lists of senders: whose mail is always let in, and whose is always spam."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets.channels.email.addresses import normalise, without_tag
from tickets.channels.email.directory import mailboxes
from tickets.events import SENDER_LISTED
from tickets.models import ContactAddress, ListedSender

_DOMAIN = re.compile(r"(?:[^\s@.,;:<>()\"]{1,63}\.)+[^\s@.,;:<>()\"]{2,63}")
MOST_LEVELS = 8


def listed(address: str) -> ListedSender | None:
    """The entry that decides about an address: of those that fit the most exact one."""
    fitting = _fitting(address)
    rows = {row.pattern: row for row in ListedSender.objects.filter(pattern__in=fitting)} if fitting else {}
    return next((rows[pattern] for pattern in fitting if pattern in rows), None)


def pattern_of(text: str) -> str:
    """An address or a domain as it is kept. Raises ValidationError on `pattern` for anything else."""
    text = text.strip().removeprefix("*").removeprefix("@").rstrip(".")
    if "@" in text:
        pattern = normalise(text)
    else:
        pattern = normalise(f"x@{text}").removeprefix("x@") if _DOMAIN.fullmatch(text) else ""
    if not pattern:
        words = _("“%(text)s” is neither an address (vera@vendor.example) nor a domain (vendor.example).")
        raise ValidationError({"pattern": words % {"text": text[:80]}})
    return pattern


@transaction.atomic
def put(pattern: str, *, is_allowed: bool, by: Actor, because: str = "") -> ListedSender:
    """Put a sender on one of the lists, and off the other. The same again changes nothing.

    Raises ValidationError on `pattern` for what is no sender, and for a mailbox of our own.
    """
    pattern = pattern_of(pattern)
    _refuse_own(pattern, is_allowed)
    values = {"is_allowed": is_allowed, "because": because[:200], "added_by": by.name[:200], "added_at": clock.now()}
    row, is_new = ListedSender.objects.select_for_update().get_or_create(pattern=pattern, defaults=values)
    if not is_new and (row.is_allowed, row.because) == (is_allowed, because[:200]):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _tell(row, by, _("always let in") if is_allowed else _("blocked"))
    return row


@transaction.atomic
def put_all(patterns: Iterable[str], *, is_allowed: bool, by: Actor, because: str = "") -> int:
    """Put many on a list at once, all or none; returns how many they are. Raises ValidationError like `put`."""
    wanted = list(dict.fromkeys(map(pattern_of, patterns)))
    for pattern in wanted:
        put(pattern, is_allowed=is_allowed, by=by, because=because)
    return len(wanted)


@transaction.atomic
def let_in(address: str, *, by: Actor, because: str = "") -> ListedSender:
    """Always let this sender in; whoever was blocked as a contact is no longer."""
    from tickets import contacts  # contacts tell their own changes

    row = put(address, is_allowed=True, by=by, because=because)
    held = ContactAddress.objects.select_related("contact").filter(address=row.pattern, contact__is_blocked=True)
    for one in held:
        contacts.change(one.contact, {"is_blocked": False}, by=by)
    return row


@transaction.atomic
def remove(row: ListedSender, *, by: Actor) -> None:
    """Take a sender off its list. One that is gone already stays gone."""
    row = ListedSender.objects.select_for_update().filter(pk=row.pk).first()
    if row is not None:
        _tell(row, by, _("taken off the list"))
        row.delete()


def _fitting(address: str) -> list[str]:
    address = normalise(address)
    if not address:
        return []
    levels = address.rpartition("@")[2].split(".")[-MOST_LEVELS:]
    domains = [".".join(levels[start:]) for start in range(len(levels) - 1)]
    return list(dict.fromkeys([address, without_tag(address), *domains]))


def _refuse_own(pattern: str, is_allowed: bool) -> None:
    if not is_allowed and "@" in pattern and mailboxes([pattern]):
        raise ValidationError({"pattern": _("This is a mailbox: nothing that it sends is taken in anyway.")})


def _tell(row: ListedSender, by: Actor, what: str) -> None:
    record(SENDER_LISTED, row, by=by, sender=row.pattern, what=what)
