"""When one agent works: its weeks and its leave as a calendar, read and asked. Values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sla import calendar_reading
from sla.calendars import DAY_SECONDS, Calendar, Pieces, WeeklyHours

NOON = DAY_SECONDS // 2
AHEAD = timedelta(days=8)


@dataclass(frozen=True)
class Away:
    """Leave: whole local days, the first perhaps from noon on and the last until noon."""

    first_day: date
    last_day: date
    begins_at_noon: bool = False
    ends_at_noon: bool = False
    deputy_id: int | None = None

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when, as instants."""
        begins = datetime.combine(self.first_day, time(12 if self.begins_at_noon else 0), zone)
        end_day = self.last_day if self.ends_at_noon else self.last_day + timedelta(days=1)
        return begins.astimezone(UTC), datetime.combine(end_day, time(12 if self.ends_at_noon else 0), zone).astimezone(
            UTC
        )

    def left_of(self, day: date, pieces: Pieces) -> Pieces:
        """What of a day's hours is still worked."""
        if day == self.first_day and self.begins_at_noon:
            return tuple((a, min(b, NOON)) for a, b in pieces if a < NOON)
        if day == self.last_day and self.ends_at_noon:
            return tuple((max(a, NOON), b) for a, b in pieces if b > NOON)
        return ()


@dataclass(frozen=True)
class Plan:
    """An agent's working time. `calendar` is None for one without shifts, whose own word is all there is."""

    zone: str
    calendar: Calendar | None
    leave: tuple[Away, ...] = ()

    def is_on_shift(self, at: datetime) -> bool | None:
        return None if self.calendar is None else bool(self._intervals(at, timedelta(seconds=1)))

    def leave_at(self, at: datetime) -> Away | None:
        """The leave an instant falls into; of several that overlap the one that lasts longest."""
        spans = [(away.span(ZoneInfo(self.zone)), away) for away in self.leave]
        now = [away for (begins, ends), away in spans if begins <= at < ends]
        return max(now, key=lambda away: away.last_day, default=None)

    def next_change(self, at: datetime) -> datetime:
        """The next instant at which a shift or leave begins or ends; at the latest a week from now."""
        moments = [at + timedelta(days=7)]
        for begins, ends in self._intervals(at, AHEAD):
            moments += [begins, ends]
        for away in self.leave:
            moments += away.span(ZoneInfo(self.zone))
        return min(moment for moment in moments if moment > at)

    def _intervals(self, at: datetime, length: timedelta) -> list[tuple[datetime, datetime]]:
        return list(self.calendar.open_intervals(at, at + length)) if self.calendar else []


def plan_of(weeks: Iterable[tuple[date, str, dict]], leave: Iterable[Away], *, zone: str, today: date) -> Plan:
    """Put weeks (begin, zone, hours by weekday) and leave together. `zone` counts where no week says another.

    Times are those of the zone that the week of today has.
    """
    weeks, leave = sorted(weeks, key=lambda week: week[0]), tuple(leave)
    if not weeks:
        return Plan(zone, None, leave)
    begun = [week for week in weeks if week[0] <= today] or weeks[:1]
    zone = begun[-1][1] or zone
    versions = tuple(WeeklyHours(read_week(hours), begin) for begin, _zone, hours in weeks)
    working = Calendar(zone, versions)
    days: dict[date, Pieces] = {}
    for away in leave:
        for n in range((away.last_day - away.first_day).days + 1):
            day = away.first_day + timedelta(days=n)
            days[day] = away.left_of(day, days.get(day, working.hours_on(day)))
    return Plan(zone, Calendar(zone, versions, tuple(sorted(days.items()))), leave)


def read_week(hours: dict) -> tuple[Pieces, ...]:
    """The pieces of Monday to Sunday; a night over midnight belongs to two days. Raises CalendarRefused."""
    if not any(hours.values()):
        return ((),) * 7
    return calendar_reading.read({"tz": "UTC", "weekly": hours}).weekly_versions[0].days
