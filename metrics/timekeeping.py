"""Which time a ticket's durations are counted in, and their counting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sla import opening_hours
from sla.calendars import AlwaysOpen
from sla.models import Calendar, Watch

EVERY_SECOND = AlwaysOpen()


class Time(Protocol):
    """A business calendar, or every second."""

    def elapsed(self, start: datetime, end: datetime) -> int: ...


@dataclass
class Stretch:
    """A stretch in one status category; without one while the ticket was hidden."""

    from_at: datetime
    category: str
    to_at: datetime | None = None


class Calendars:
    """Every calendar of the open tenant, read once; gives each ticket the one its promises are counted by."""

    def __init__(self) -> None:
        self._standing = opening_hours.now_standing()
        self._default = Calendar.objects.filter(is_default=True).values_list("pk", flat=True).first()

    def of(self, ticket_ids: Iterable[int]) -> dict[int, Time]:
        """Return the time of each ticket: its policy's calendar, else the default one, else every second."""
        ids = list(ticket_ids)
        own = dict(Watch.objects.filter(ticket_id__in=ids).values_list("ticket_id", "calendar_id"))
        return {pk: self._read(own.get(pk) or self._default) for pk in ids}

    def _read(self, calendar_id: int | None) -> Time:
        standing = self._standing.get(calendar_id) if calendar_id else None
        return standing.calendar if standing else EVERY_SECOND


def both(time: Time, stretches: Iterable[tuple[datetime, datetime]]) -> tuple[int, int]:
    """Return the (calendar, business) seconds in the stretches."""
    pairs = list(stretches)
    calendar = sum(EVERY_SECOND.elapsed(start, end) for start, end in pairs)
    business = calendar if time is EVERY_SECOND else sum(time.elapsed(start, end) for start, end in pairs)
    return calendar, business


def whole_second(instant: datetime) -> datetime:
    """As all clocks count (spec/sla.md §1.1)."""
    return instant.replace(microsecond=0)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()
