"""When a length of time after a moment is over: around the clock here, in business hours as a higher app knows them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tickets.models import Rule, Ticket

Reckoning = Callable[[Ticket, datetime, int], datetime | None]
_of_basis: dict[str, Reckoning] = {}


def reckons(basis: str, reckoning: Reckoning) -> None:
    """Let `reckoning(ticket, start, seconds)` say when that much time of this basis is over; None for never."""
    _of_basis[basis] = reckoning


def end_of(rule: Rule, ticket: Ticket, start: datetime) -> datetime | None:
    """When the rule's time after `start` is over for this ticket."""
    return _of_basis[rule.basis](ticket, start, rule.wait_seconds)


reckons(Rule.Basis.CALENDAR.value, lambda ticket, start, seconds: start + timedelta(seconds=seconds))
