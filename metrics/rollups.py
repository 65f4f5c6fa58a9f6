"""Daily sums of the facts, recomputed for the days that changed; computed again they come out the same.

Each measure says which facts it counts and which of them count above the line. Both are sums, so that any days and any
dimensions can be added up and divided once at the end.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When

from metrics.differences import Difference, compare
from metrics.models import DailyRollup, PromiseFact, RatingFact, ReplyFact, ResolveFact, TicketFact
from metrics.models.dimensions import NAMES
from sla.models import Metric

SATISFIED_FROM = 4  # a score of 4 or 5 is a satisfied customer


@dataclass(frozen=True)
class Measure:
    """`rows` are grouped by `name` (a constant or an expression), day and dimensions; `above` counts the numerator."""

    name: Value | Case
    rows: Callable[[], QuerySet]
    above: Count | Sum
    below: Count | Value = Value(0)

    def on(self, days: Iterable[date] | None) -> Iterable[DailyRollup]:
        grouped = self.rows().on_days(days).values("day", *NAMES, measure=self.name)
        for row in grouped.annotate(numerator=self.above, denominator=self.below):
            yield DailyRollup(**row)


def _named_by(column: str, prefix: str, names: Iterable[str]) -> Case:
    return Case(*(When(**{column: name}, then=Value(f"{prefix}.{name}")) for name in names))


MEASURES = (
    Measure(Value("created"), lambda: TicketFact.objects.counted(), Count("id")),
    Measure(Value("solved"), lambda: ResolveFact.objects.counted(), Count("id")),
    Measure(
        Value("reopened"),
        lambda: ResolveFact.objects.counted().filter(is_first=True),
        Count("id", filter=Q(is_reopened=True)),
        Count("id"),
    ),
    Measure(
        Value("one_touch"),
        lambda: ResolveFact.objects.counted().filter(is_standing=True),
        Count("id", filter=Q(public_replies__lte=1)),
        Count("id"),
    ),
    Measure(Value("first_reply"), lambda: ReplyFact.objects.counted().filter(is_first=True), Count("id")),
    Measure(
        _named_by("metric", "sla", Metric.values),
        lambda: PromiseFact.objects.counted(),
        Count("id", filter=Q(is_met=True)),
        Count("id"),
    ),
    Measure(
        Value("csat"),
        lambda: RatingFact.objects.counted(),
        Count("id", filter=Q(score__gte=SATISFIED_FROM)),
        Count("id"),
    ),
    Measure(Value("csat_points"), lambda: RatingFact.objects.counted(), Sum("score"), Count("id")),
)


def roll_up(days: Iterable[date] | None) -> None:
    """Bring the sums of these days (None: of all) up to their facts."""
    difference(days).apply(DailyRollup)


def difference(days: Iterable[date] | None) -> Difference:
    """How the stored sums of these days differ from their facts."""
    days = None if days is None else list(days)
    stored = DailyRollup.objects.all() if days is None else DailyRollup.objects.filter(day__in=days)
    return compare(stored, [row for measure in MEASURES for row in measure.on(days)])
