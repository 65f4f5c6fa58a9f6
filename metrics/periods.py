"""Which days a figure is about, in the company's zone, and which earlier days it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant

PRESETS = {"today": 1, "7": 7, "28": 28, "90": 90}
LABELS = {
    "today": gettext_lazy("Today"),
    "7": gettext_lazy("7 days"),
    "28": gettext_lazy("28 days"),
    "90": gettext_lazy("90 days"),
}
DEFAULT = "28"
LONGEST_DAYS = 400
BASELINES = 8  # how many earlier periods say what is usual (spec/metrics.md §7.2)


class BadPeriod(ValueError):
    """The asked-for days make no period; the message says what to do."""


@dataclass(frozen=True)
class Period:
    """Local days from `first` to `last`. Half-open in time, and never beyond `now`: a running day counts so far."""

    first: date
    last: date
    now: datetime
    zone: ZoneInfo
    key: str = "custom"

    @cached_property
    def from_at(self) -> datetime:
        return self._midnight(self.first)

    @cached_property
    def to_at(self) -> datetime:
        return min(self._midnight(self.last + timedelta(days=1)), self.now)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def is_running(self) -> bool:
        return self.last >= self.today

    @cached_property
    def days(self) -> list[date]:
        """Every day that has begun."""
        last = min(self.last, self.today)
        return [self.first + timedelta(days=n) for n in range((last - self.first).days + 1)]

    @cached_property
    def whole_days(self) -> list[date]:
        """Every day that is over: only those can be compared as counts."""
        return [day for day in self.days if day < self.today]

    @property
    def shift(self) -> timedelta:
        """How far back the compared periods lie: equally long and with the same weekdays."""
        length = (self.last - self.first).days + 1
        return timedelta(days=-(-length // 7) * 7)

    @cached_property
    def previous(self) -> "Period":
        """The period before, cut at the same clock time where this one is still running."""
        wall = self.now.astimezone(self.zone).replace(tzinfo=None) - self.shift
        now = wall.replace(tzinfo=self.zone).astimezone(UTC) if self.is_running else self.now
        return Period(self.first - self.shift, self.last - self.shift, now, self.zone, "previous")

    def _midnight(self, day: date) -> datetime:
        # In UTC: two instants of one zone would be subtracted by the wall clock, and lose the hour of a clock change.
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def __str__(self):
        return _("%(first)s to %(last)s") % {"first": self.first, "last": self.last}


def preset(key: str) -> Period:
    """Today, or the last days including today."""
    zone, now = ZoneInfo(current_tenant().time_zone), clock.now()
    today = now.astimezone(zone).date()
    return Period(today - timedelta(days=PRESETS[key] - 1), today, now, zone, key)


def custom(first: date, last: date) -> Period:
    """Any days up to today. Raises BadPeriod."""
    zone, now = ZoneInfo(current_tenant().time_zone), clock.now()
    last = min(last, now.astimezone(zone).date())
    if first > last:
        raise BadPeriod(_("The first day must not lie after the last one, nor in the future."))
    if (last - first).days >= LONGEST_DAYS:
        raise BadPeriod(_("A period has %s days at most.") % LONGEST_DAYS)
    return Period(first, last, now, zone)


def asked_for(query: Mapping[str, str]) -> Period:
    """The period that an address names: ?period=7, or ?from=2026-06-01&to=2026-06-10. Raises BadPeriod."""
    if query.get("from") or query.get("to"):
        try:
            return custom(date.fromisoformat(query.get("from", "")), date.fromisoformat(query.get("to", "")))
        except ValueError as error:
            if isinstance(error, BadPeriod):
                raise
            raise BadPeriod(_("Give both days, each as year-month-day.")) from error
    key = query.get("period", DEFAULT)
    return preset(key if key in PRESETS else DEFAULT)
