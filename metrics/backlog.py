"""The backlog at every local midnight, kept as it was then, and the flow that explains it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate

from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from metrics.differences import Difference, compare
from metrics.models import BacklogSnapshot, OpenSpan
from metrics.models.backlog import ACTIONABLE
from metrics.models.dimensions import NAMES

FEW_DAYS = 7  # up to here each midnight is counted by itself; above, all are summed up in one pass


@dataclass(frozen=True)
class Flow:
    """Everything that made the backlog larger or smaller in a stretch of time. Raw, spam included."""

    start: int
    created: int
    reopened: int
    restored: int
    resolved: int
    removed: int

    @property
    def end(self) -> int:
        return self.start + self.created + self.reopened + self.restored - self.resolved - self.removed


def flow(start: datetime, end: datetime) -> Flow:
    """Return the flow of [start, end)."""
    began = OpenSpan.objects.filter(from_at__gte=start, from_at__lt=end)
    ended = OpenSpan.objects.filter(to_at__gte=start, to_at__lt=end)
    into = dict(began.values_list("began_by").annotate(Count("id")))
    out = dict(ended.values_list("ended_by").annotate(Count("id")))
    return Flow(
        start=OpenSpan.objects.standing_before(start).count(),
        created=into.get("created", 0),
        reopened=into.get("reopened", 0),
        restored=into.get("restored", 0),
        resolved=out.get("resolved", 0),
        removed=out.get("removed", 0),
    )


def take(days: Iterable[date]) -> None:
    """Store the backlog at the end of each of these days."""
    difference(days).apply(BacklogSnapshot)


def difference(days: Iterable[date]) -> Difference:
    """How the stored snapshots of these days differ from the tickets' spans."""
    days = list(days)
    wanted = _snapshots(days) if len(days) > FEW_DAYS else (row for day in days for row in _snapshot(day))
    return compare(BacklogSnapshot.objects.filter(day__in=days), wanted)


def days_ended_since(first: date) -> list[date]:
    """The local days from `first` on whose midnight has passed."""
    today = clock.now().astimezone(ZoneInfo(current_tenant().time_zone)).date()
    return [first + timedelta(days=n) for n in range((today - first).days)]


def newest_day() -> date | None:
    """The last day whose backlog is stored."""
    return BacklogSnapshot.objects.order_by("-day").values_list("day", flat=True).first()


def missing_days(newest: date | None) -> list[date]:
    """Ended days after `newest` (see newest_day), or since the first ticket where nothing is stored yet."""
    if newest:
        return days_ended_since(newest + timedelta(days=1))
    first = first_day()
    return days_ended_since(first) if first else []


def first_day() -> date | None:
    """The local day of the first ticket."""
    first = OpenSpan.objects.aggregate(first=Min("from_at"))["first"]
    return first.astimezone(ZoneInfo(current_tenant().time_zone)).date() if first else None


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which the local day ends."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _snapshot(day: date) -> Iterator[BacklogSnapshot]:
    at = midnight_after(day, ZoneInfo(current_tenant().time_zone))
    grouped = OpenSpan.objects.standing_before(at).values(*NAMES)
    counted = grouped.annotate(unresolved=Count("id"), actionable=Count("id", filter=Q(category__in=ACTIONABLE)))
    rows = [BacklogSnapshot(day=day, **row) for row in counted]
    yield from rows or [_nothing(day)]


def _nothing(day: date) -> BacklogSnapshot:
    return BacklogSnapshot(day=day, channel="", priority=0, unresolved=0, actionable=0)


def _snapshots(days: list[date]) -> Iterator[BacklogSnapshot]:
    """The same for many days: what began by each midnight less what ended by it."""
    wanted, moves = set(days), sorted(_moves(), key=lambda move: move[0])
    standing: Counter = Counter()
    actionable: Counter = Counter()
    at = 0
    for day in sorted(wanted):
        while at < len(moves) and moves[at][0] <= day:
            _day, place, unresolved, acting = moves[at]
            standing[place] += unresolved
            actionable[place] += acting
            at += 1
        rows = [
            BacklogSnapshot(day=day, **dict(zip(NAMES, place, strict=True)), unresolved=n, actionable=actionable[place])
            for place, n in standing.items()
            if n
        ]
        yield from rows or [_nothing(day)]


def _moves() -> Iterator[tuple[date, tuple, int, int]]:
    """(local day, dimensions, change of the unresolved, change of the actionable), unordered."""
    zone = ZoneInfo(current_tenant().time_zone)
    for column, sign in (("from_at", 1), ("to_at", -1)):
        dated = OpenSpan.objects.filter(**{f"{column}__isnull": False}).annotate(day=TruncDate(column, tzinfo=zone))
        counted = dated.values_list("day", *NAMES).annotate(
            Count("id"), acting=Count("id", filter=Q(category__in=ACTIONABLE))
        )
        yield from ((day, tuple(place), sign * n, sign * acting) for day, *place, n, acting in counted)
