"""Who of a team is on when, hour by hour of a week, and where nobody is though the company is open. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sla.calendars import Calendar

HOUR = timedelta(hours=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Cell:
    """One hour of the clock on one day: who is on at any time of it, whether it is open, whether a part is bare."""

    hour: int
    names: tuple[str, ...]
    is_open: bool
    is_gap: bool


@dataclass(frozen=True)
class Day:
    date: date
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Week:
    """`gaps` are the stretches of open time, to the second, in which nobody is on."""

    days: tuple[Day, ...]
    gaps: tuple[Span, ...]


def week_of(people: Iterable[tuple[str, Calendar]], opening: Calendar | None, monday: date, zone: ZoneInfo) -> Week:
    """Lay the shifts of (name, calendar) over the opening hours, for the seven local days from `monday` in `zone`."""
    begin, end = _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone)
    on = [(name, span) for name, calendar in people for span in calendar.open_intervals(begin, end)]
    is_open = list(opening.open_intervals(begin, end)) if opening else []
    gaps = [gap for span in is_open for gap in _without(span, [covered for _name, covered in on])]
    days = [_day(monday + timedelta(days=n), zone, on, is_open, gaps) for n in range(7)]
    return Week(tuple(days), tuple(gaps))


def _day(day: date, zone: ZoneInfo, on, is_open: list[Span], gaps: list[Span]) -> Day:
    cells = []
    for hour in range(24):
        begins = datetime.combine(day, time(hour), zone).astimezone(UTC)
        span = begins, begins + HOUR
        names = tuple(dict.fromkeys(name for name, covered in on if _overlap(span, covered)))
        cells.append(
            Cell(hour, names, any(_overlap(span, one) for one in is_open), any(_overlap(span, gap) for gap in gaps))
        )
    return Day(day, tuple(cells))


def _without(span: Span, covers: list[Span]) -> list[Span]:
    """What is left of a stretch when the covers are taken away."""
    left, begins = [], span[0]
    for start, end in sorted(covers):
        if end <= begins or start >= span[1]:
            continue
        if start > begins:
            left.append((begins, start))
        begins = max(begins, end)
    return [*left, (begins, span[1])] if begins < span[1] else left


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)
