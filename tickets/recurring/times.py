"""When a recurring ticket comes: days by dateutil's recurrence rules, then a local time made an instant. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil import rrule

FREQUENCIES = {"day": rrule.DAILY, "week": rrule.WEEKLY, "month": rrule.MONTHLY, "year": rrule.YEARLY}
LOOKS_AHEAD = timedelta(days=366 * 30)  # 29 February is up to eight years away; a step may be larger


@dataclass(frozen=True)
class Cadence:
    """Every `step` days, weeks, months or years from `starts_on`, at a time of a zone."""

    every: str
    step: int
    weekdays: tuple[int, ...]
    month_day: int
    at_time: time
    starts_on: date
    ends_on: date | None
    zone: ZoneInfo

    def after(self, instant: datetime) -> Iterator[datetime]:
        """The instants (UTC) at which it comes after `instant`, in order; ends where `ends_on` says.

        A local time that does not exist in spring is read with the offset before the gap, one that exists twice in
        autumn means the first (sla.md §4.3).
        """
        local = instant.astimezone(self.zone).date() - timedelta(days=2)
        begin = datetime.combine(max(local, self.starts_on), time())
        for day in self._rule().xafter(begin, inc=True):
            if day > begin + LOOKS_AHEAD:
                return
            moment = datetime.combine(day.date(), self.at_time, self.zone).astimezone(UTC)
            if moment > instant:
                yield moment

    def next_after(self, instant: datetime) -> datetime | None:
        """The first of them; None when it is over."""
        return next(self.after(instant), None)

    def first(self, count: int, instant: datetime) -> list[datetime]:
        return list(islice(self.after(instant), count))

    def _rule(self) -> rrule.rrule:
        by_day = {"byweekday": self.weekdays} if self.every == "week" and self.weekdays else {}
        by_month_day = {"bymonthday": self.month_day} if self.every == "month" else {}
        return rrule.rrule(
            FREQUENCIES[self.every],
            interval=self.step,
            dtstart=datetime.combine(self.starts_on, time()),
            until=datetime.combine(self.ends_on, time()) if self.ends_on else None,
            wkst=0,
            **by_day,
            **by_month_day,
        )
