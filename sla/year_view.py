"""A calendar's year as it will be counted: each day's hours, what gives them, and the totals.

Values in, values out; names of days come with the caller, because a calendar keeps hours only.
"""

import calendar as months_of
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sla.calendar_reading import pieces_in_words
from sla.calendars import Calendar, Pieces

OPEN, SHORT, CLOSED = "open", "short", "closed"
FIRST_YEAR, LAST_YEAR = 1970, 2199


@dataclass(frozen=True)
class Day:
    """One local date: `state` says how far it is open, `source` whether dated, yearly or weekly hours say so."""

    date: date
    pieces: Pieces
    state: str
    source: str
    name: str = ""

    @property
    def is_exception(self) -> bool:
        """Whether the day has hours of its own in place of its weekday's."""
        return self.source in ("dated", "yearly")

    @property
    def hours(self) -> str:
        """The hours as they are written: `09:00–12:00, 13:00–17:00`; nothing on a closed day."""
        return pieces_in_words(self.pieces)


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday to Sunday, None where a weekday belongs to the month beside it."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True)
class Year:
    """Twelve months and what they sum up to."""

    number: int
    months: tuple[Month, ...]
    days: tuple[Day, ...]

    @property
    def exceptions(self) -> list[Day]:
        """The days with hours of their own, in order."""
        return [day for day in self.days if day.is_exception]

    @property
    def open_days(self) -> int:
        """How many days open at all."""
        return sum(bool(day.pieces) for day in self.days)

    @property
    def open_hours(self) -> int:
        """How many hours the days are open together, by their local times."""
        return sum(_open_seconds(day.pieces) for day in self.days) // 3600


def year_of(calendar: Calendar, number: int, names: Mapping[date, str]) -> Year:
    """Return the year of a calendar; `names` are shown on days with hours of their own."""
    first = date(number, 1, 1)
    length = 366 if months_of.isleap(number) else 365
    days = [_day(calendar, first + timedelta(days=n), names) for n in range(length)]
    return Year(number, tuple(_month(n, days) for n in range(1, 13)), tuple(days))


def _day(calendar: Calendar, day: date, names: Mapping[date, str]) -> Day:
    pieces, source = calendar.hours_on(day), calendar.source_on(day)
    own = source in ("dated", "yearly")
    return Day(day, pieces, _state(calendar, day, pieces), source, names.get(day, "") if own else "")


def _state(calendar: Calendar, day: date, pieces: Pieces) -> str:
    """A day is short when it opens for less than the longest weekday of that time: a half day, an early Friday."""
    if not pieces:
        return CLOSED
    version = calendar.hours_valid_on(day)
    longest = max(map(_open_seconds, version.days)) if version else 0
    return SHORT if _open_seconds(pieces) < longest else OPEN


def _open_seconds(pieces: Pieces) -> int:
    return sum(closes - opens for opens, closes in pieces)


def _month(number: int, days: list[Day]) -> Month:
    mine = [day for day in days if day.date.month == number]
    cells: list[Day | None] = [*[None] * mine[0].date.weekday(), *mine]
    cells += [None] * (-len(cells) % 7)
    return Month(number, tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7)))
