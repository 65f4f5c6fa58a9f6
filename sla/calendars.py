"""Business time: how long a calendar was open, and when a span of open time is used up.

Pure arithmetic (sla.md §4): values in, values out. Local times live only inside a calendar;
every piece becomes UTC seconds before anything is added, so a day may have 23, 24 or 25 hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

DAY_SECONDS = 86_400
HORIZON_SECONDS = 1_830 * DAY_SECONDS
# Opening hours are converted and remembered a week at a time: small enough for one short
# target, few enough that five years of weeks stay in the tens of milliseconds.
BLOCK_SECONDS = 7 * DAY_SECONDS
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Pieces = tuple[tuple[int, int], ...]


class CalendarExhausted(Exception):
    """The calendar does not open long enough within 1,830 days to use the time up."""


@dataclass(frozen=True)
class WeeklyHours:
    """The opening hours of Monday to Sunday, in local seconds, valid from a local date on."""

    days: tuple[Pieces, ...]
    effective_from: date | None = None


@dataclass(frozen=True)
class Calendar:
    """When a team works: weekly hours by date, with exceptions that replace a day's hours.

    `exceptions` are (local date, pieces), `yearly` are ((month, day), pieces); no pieces = closed.
    """

    zone: str
    weekly_versions: tuple[WeeklyHours, ...]
    exceptions: tuple[tuple[date, Pieces], ...] = ()
    yearly: tuple[tuple[tuple[int, int], Pieces], ...] = ()
    _blocks: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Return the open seconds in [start, end); 0 when `end` is not after `start`."""
        a, b = _seconds(start), _seconds(end)
        total = 0
        for index in range(a // BLOCK_SECONDS, -(-b // BLOCK_SECONDS)):
            pieces, open_seconds = self._block(index)
            if a <= index * BLOCK_SECONDS and (index + 1) * BLOCK_SECONDS <= b:
                total += open_seconds
            else:
                total += sum(max(0, min(b, closes) - max(a, opens)) for opens, closes in pieces)
        return total

    def add(self, start: datetime, seconds: int) -> datetime:
        """Return the earliest instant by which `seconds` of open time have passed since `start`.

        Raises CalendarExhausted when that is not within 1,830 days.
        """
        a = _seconds(start)
        if seconds <= 0:
            return _instant(a)
        left, last = seconds, a + HORIZON_SECONDS
        for index in range(a // BLOCK_SECONDS, last // BLOCK_SECONDS + 1):
            pieces, open_seconds = self._block(index)
            if open_seconds < left and a <= index * BLOCK_SECONDS:
                left -= open_seconds
                continue
            for opens, closes in pieces:
                span = closes - max(a, opens)
                if span >= left:
                    return _within_horizon(max(a, opens) + left, last)
                left -= max(0, span)
        raise CalendarExhausted

    def open_intervals(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches in [start, end) during which the calendar is open, as UTC instants."""
        a, b = _seconds(start), _seconds(end)
        held: tuple[int, int] | None = None
        for index in range(a // BLOCK_SECONDS, -(-b // BLOCK_SECONDS)):
            for opens, closes in self._block(index)[0]:
                piece = max(a, opens), min(b, closes)
                if piece[0] >= piece[1]:
                    continue
                if held and held[1] == piece[0]:
                    held = held[0], piece[1]
                    continue
                if held:
                    yield _instant(held[0]), _instant(held[1])
                held = piece
        if held:
            yield _instant(held[0]), _instant(held[1])

    def hours_on(self, day: date) -> Pieces:
        """Return the local opening hours of one date: dated exception, else yearly, else weekly."""
        if day in self._dated:
            return self._dated[day]
        if (day.month, day.day) in self._recurring:
            return self._recurring[day.month, day.day]
        version = self.hours_valid_on(day)
        return version.days[day.weekday()] if version else ()

    def source_on(self, day: date) -> str:
        """Return which of the three gives the hours of a date: "dated", "yearly", "weekly", or "none"."""
        if day in self._dated:
            return "dated"
        if (day.month, day.day) in self._recurring:
            return "yearly"
        return "weekly" if self.hours_valid_on(day) else "none"

    def hours_valid_on(self, day: date) -> WeeklyHours | None:
        """Return the weekly hours with the latest start that is not after `day`."""
        valid = [v for v in self.weekly_versions if v.effective_from is None or v.effective_from <= day]
        return max(valid, key=lambda v: v.effective_from or date.min, default=None)

    @cached_property
    def _dated(self) -> dict[date, Pieces]:
        return dict(self.exceptions)

    @cached_property
    def _recurring(self) -> dict[tuple[int, int], Pieces]:
        return dict(self.yearly)

    def _block(self, index: int) -> tuple[Pieces, int]:
        found = self._blocks.get(index)
        if found is None:
            pieces = self._pieces_between(index * BLOCK_SECONDS, (index + 1) * BLOCK_SECONDS)
            found = self._blocks[index] = pieces, sum(closes - opens for opens, closes in pieces)
        return found

    def _pieces_between(self, a: int, b: int) -> Pieces:
        """Unite the pieces of all local dates that can touch [a, b).

        Two days either side: offsets reach 14 hours, and a date that a zone skipped altogether
        (Apia, 2011-12-30) is read one day later and so overlaps its neighbour.
        """
        zone = _zone(self.zone)
        first = _instant(a).date() - timedelta(days=2)
        days = (first + timedelta(days=n) for n in range((b - a) // DAY_SECONDS + 5))
        found = [
            (max(a, opens), min(b, closes))
            for day in days
            for opens, closes in _resolve(day, self.hours_on(day), zone)
            if opens < b and closes > a
        ]
        return unite(found)


class AlwaysOpen:
    """Calendar time: every second counts, so there is nothing to run out of."""

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Return the seconds in [start, end)."""
        return max(0, _seconds(end) - _seconds(start))

    def add(self, start: datetime, seconds: int) -> datetime:
        """Return the instant `seconds` after `start`. Raises CalendarExhausted past the year 9999."""
        try:
            return _instant(_seconds(start) + max(0, seconds))
        except OverflowError as error:
            raise CalendarExhausted from error

    def open_intervals(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the whole stretch."""
        if _seconds(start) < _seconds(end):
            yield _instant(_seconds(start)), _instant(_seconds(end))


def changed(old: Calendar, new: Calendar, at: datetime) -> Calendar:
    """Return `old` as it reads after an edit to `new` at an instant.

    Exceptions and the zone apply to any date. Weekly hours never rewrite the past: hours without
    a date begin on the next local day, dated ones on their date but not before today.
    """
    today = at.astimezone(_zone(new.zone)).date()
    tomorrow = today + timedelta(days=1)
    kept = [v for v in old.weekly_versions if v.effective_from is None or v.effective_from < today]
    turning = [(today, _named(new, today) or old.hours_valid_on(today))]
    turning.append((tomorrow, new.hours_valid_on(tomorrow) or old.hours_valid_on(tomorrow)))
    later = [v for v in new.weekly_versions if v.effective_from and v.effective_from > tomorrow]
    versions = [*kept, *(WeeklyHours(hours.days, day) for day, hours in turning if hours), *later]
    return Calendar(new.zone, _without_repeats(versions), new.exceptions, new.yearly)


def _named(new: Calendar, today: date) -> WeeklyHours | None:
    hours = new.hours_valid_on(today)
    return hours if hours and hours.effective_from else None


def _without_repeats(versions: list[WeeklyHours]) -> tuple[WeeklyHours, ...]:
    found: list[WeeklyHours] = []
    for version in sorted(versions, key=lambda v: v.effective_from or date.min):
        if not found or found[-1].days != version.days:
            found.append(version)
    return tuple(found)


def unite(pieces: list[tuple[int, int]]) -> Pieces:
    """Join overlapping and touching pieces, in order."""
    found: list[tuple[int, int]] = []
    for opens, closes in sorted(pieces):
        if found and opens <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], closes)
        else:
            found.append((opens, closes))
    return tuple(found)


def _resolve(day: date, pieces: Pieces, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    for opens, closes in pieces:
        start, end = _local(day, opens, zone), _local(day, closes, zone)
        if start < end:
            yield start, end


def _local(day: date, second: int, zone: ZoneInfo) -> int:
    """Read a local time as RFC 5545 does, which is what Python's fold=0 means.

    Twice on that day: the first. Not on that day: with the offset before the gap.
    """
    if second == DAY_SECONDS:
        day, second = day + timedelta(days=1), 0
    minutes, seconds = divmod(second, 60)
    return _seconds(datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, seconds, tzinfo=zone))


def _within_horizon(found: int, last: int) -> datetime:
    if found > last:
        raise CalendarExhausted
    return _instant(found)


def _seconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(seconds=1)


def _instant(seconds: int) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
