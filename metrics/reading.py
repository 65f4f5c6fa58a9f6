"""What figures are made of, read once for all of them: sums by day, items, the backlog. One statement each."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, Q, QuerySet, Sum

from metrics import items, refreshing
from metrics.items import Items
from metrics.models import BacklogSnapshot, DailyRollup, OpenSpan, PromiseFact, TicketFact
from metrics.models.backlog import ACTIONABLE
from metrics.percentiles import Percentile
from metrics.periods import BASELINES, Period
from metrics.scopes import Scope
from metrics.statistics import Ranks, may_differ

Sums = dict[date, tuple[int, int]]
NOTHING: Sums = {}


@dataclass
class Reading:
    """One period of one scope. Everything is read when first asked for, and then kept."""

    period: Period
    scope: Scope
    parts: Mapping[str, Callable[[Scope], QuerySet]] = field(default_factory=dict)
    once: Mapping[str, Callable[[Scope], QuerySet]] = field(default_factory=dict)

    @cached_property
    def as_of(self) -> datetime:
        return min(refreshing.fresh_until(), self.period.to_at)

    @cached_property
    def sums(self) -> dict[str, Sums]:
        """Numerator and denominator by measure and day: of this period, the one before and, for counts, the usual."""
        earliest = self.period.first - BASELINES * self.period.shift
        rows = DailyRollup.objects.within(self.scope).filter(
            Q(day__gte=self.period.previous.first) | Q(day__gte=earliest, measure__in=["created", "solved"]),
            day__lte=self.period.last,
        )
        found: dict[str, Sums] = defaultdict(dict)
        grouped = rows.values_list("measure", "day").annotate(Sum("numerator"), Sum("denominator"))
        for measure, day, above, below in grouped:
            found[measure][day] = above, below
        return found

    def sum_of(self, measure: str, days) -> tuple[int, int]:
        """Numerator and denominator over these days."""
        sums = self.sums.get(measure, NOTHING)
        pairs = [sums[day] for day in days if day in sums]
        return sum(above for above, _ in pairs), sum(below for _, below in pairs)

    def before_and_now(self, measure: str) -> tuple[tuple[int, int], tuple[int, int]]:
        return self.sum_of(measure, self.period.previous.days), self.sum_of(measure, self.period.days)

    def by_day(self, measure: str) -> list[tuple[int, int]]:
        """One pair for each day of the period; a day without rows is (0, 0)."""
        sums = self.sums.get(measure, NOTHING)
        return [sums.get(day, (0, 0)) for day in self.period.days]

    @property
    def has_before(self) -> bool:
        """Whether there was any work when the period before began: else "before" would compare with nothing."""
        oldest = min(self.sums.get("created", NOTHING), default=None)
        return oldest is not None and oldest <= self.period.previous.first

    def usual_counts(self, measure: str) -> list[int]:
        """The counts of the same whole days in up to eight earlier periods, as far back as there were tickets."""
        sums = self.sums.get(measure, NOTHING)
        oldest = min(self.sums.get("created", NOTHING), default=None)
        shifts = [n * self.period.shift for n in range(1, BASELINES + 1)]
        return [
            sum(sums.get(day - shift, (0, 0))[0] for day in self.period.whole_days)
            for shift in shifts
            if oldest and self.period.first - shift >= oldest
        ]

    @cached_property
    def items(self) -> dict[str, Items]:
        parts, once = ({name: rows(self.scope) for name, rows in some.items()} for some in (self.parts, self.once))
        return items.read(parts, once, self.period)

    @cached_property
    def ranks(self) -> dict[str, Ranks]:
        """Read only if some median moved far enough to be called a change."""
        moved = [
            part
            for part in self.parts
            if (one := self.items[part]) and may_differ(one.before.median, one.now.median, one.before.n, one.now.n)
        ]
        return items.ranks({part: self.parts[part](self.scope) for part in moved}, self.period) if moved else {}

    @cached_property
    def unresolved_now(self) -> dict:
        """The work at hand: how much, how old, and who waits for a first answer."""
        rows = TicketFact.objects.counted().within(self.scope).unresolved()
        waits = Q(waiting_since__isnull=False, is_answered=False)
        return rows.aggregate(
            unresolved=Count("id"),
            actionable=Count("id", filter=Q(status_category__in=ACTIONABLE)),
            median_created=Percentile(0.5, "at"),
            p90_created=Percentile(0.1, "at"),  # the oldest tenth lies early
            awaiting=Count("id", filter=waits),
            waiting_longest=Percentile(0, "waiting_since", filter=waits),
        )

    @cached_property
    def unresolved_at_end(self) -> dict:
        """The same for a period that is over: raw, as it was."""
        rows = OpenSpan.objects.within(self.scope).standing_before(self.period.to_at)
        return rows.aggregate(unresolved=Count("id"), actionable=Count("id", filter=Q(category__in=ACTIONABLE)))

    @cached_property
    def midnights(self) -> dict[date, int]:
        """The backlog at the end of each day: from the one before the period, and the same weekdays before that."""
        days = {self.period.first - timedelta(days=1), *self.period.days, *self.usual_midnights}
        inside = Q(pk__in=BacklogSnapshot.objects.within(self.scope).values("pk"))
        rows = BacklogSnapshot.objects.filter(day__in=days)
        # A kept midnight without rows of this scope is a backlog of none, not a gap.
        summed = rows.values("day").annotate(total=Sum("unresolved", filter=inside, default=0))
        return dict(summed.values_list("day", "total"))

    @cached_property
    def usual_midnights(self) -> list[date]:
        last = self.period.days[-1]
        return [last - timedelta(days=7 * n) for n in range(1, BASELINES + 1)]

    @cached_property
    def ticket_compliance(self) -> tuple[int, int]:
        """Tickets all of whose decided promises were kept, of those with any."""
        rows = PromiseFact.objects.counted().within(self.scope).between(self.period.from_at, self.period.to_at)
        by_ticket = rows.values("ticket_id").annotate(missed=Count("id", filter=Q(is_met=False)))
        found = by_ticket.aggregate(kept=Count("ticket_id", filter=Q(missed=0)), decided=Count("ticket_id"))
        return found["kept"], found["decided"]
