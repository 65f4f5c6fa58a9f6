"""Facts read item by item: counts of tickets, medians, p90 and their distribution, for two periods in one statement.

Percentiles come from the items themselves (percentile_cont), never from percentiles of groups.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from metrics.periods import Period
from metrics.statistics import Ranks

MINUTE, HOUR, DAY = 60, 3600, 86400
EDGES = (15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY)
COLUMNS = ("at", "day", "ticket_id", "value")


@dataclass(frozen=True)
class Stats:
    """Of the items of one period: how many, of how many tickets, and their percentiles."""

    n: int = 0
    tickets: int = 0
    median: float | None = None
    p90: float | None = None


@dataclass
class Items:
    """One metric's items: this period, the one before, day by day, and how they spread over EDGES."""

    now: Stats = field(default_factory=Stats)
    before: Stats = field(default_factory=Stats)
    daily: dict[date, Stats] = field(default_factory=dict)
    buckets: list[int] = field(default_factory=lambda: [0] * (len(EDGES) + 1))


def read(parts: Mapping[str, QuerySet], period: Period) -> dict[str, Items]:
    """Read every part in one statement. Each queryset yields at, day, ticket_id and value (seconds, or null)."""
    items, params = _union(parts, period)
    statement = (
        f"with item as ({items}) "  # noqa: S608 the querysets' own SQL
        "select part, is_now, day, bucket, grouping(is_now, day, bucket), count(*), count(distinct ticket_id), "
        "percentile_cont(0.5) within group (order by value), percentile_cont(0.9) within group (order by value) "
        "from (select part, day, ticket_id, value, at >= %s as is_now, width_bucket(value, %s) as bucket from item) i "
        "group by grouping sets ((part, is_now), (part, day), (part, is_now, bucket))"
    )
    found = {part: Items() for part in parts}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, period.from_at, list(EDGES)])
        for part, *row in cursor.fetchall():
            _put(found[part], *row)
    return found


def ranks(parts: Mapping[str, QuerySet], period: Period) -> dict[str, Ranks]:
    """The rank sums that say whether this period's items are really longer or shorter than the ones before."""
    items, params = _union(parts, period)
    statement = (
        f"with item as ({items}), ranked as ("  # noqa: S608 the querysets' own SQL
        "select part, at >= %s as is_now, count(*) over (partition by part, value) as same, "
        "rank() over (partition by part order by value) as lowest from item) "
        "select part, count(*) filter (where not is_now), count(*) filter (where is_now), "
        "coalesce(sum(lowest + (same - 1) / 2.0) filter (where is_now), 0), coalesce(sum(same * same - 1), 0) "
        "from ranked group by part"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, period.from_at])
        return {part: Ranks(n1, n2, float(total), float(ties)) for part, n1, n2, total, ties in cursor.fetchall()}


def _union(parts: Mapping[str, QuerySet], period: Period) -> tuple[str, list]:
    """This period's and the previous one's items, each named by its part."""
    pieces, params = [], []
    before = period.previous
    for part, rows in parts.items():
        both = Q(at__gte=before.from_at, at__lt=before.to_at) | Q(at__gte=period.from_at, at__lt=period.to_at)
        sql, values = rows.filter(both).values_list(*COLUMNS).query.sql_with_params()
        pieces.append(f"select %s::text as part, q.* from ({sql}) q (at, day, ticket_id, value)")  # noqa: S608
        params += [part, *values]
    return " union all ".join(pieces), params


def _put(items: Items, is_now, day, bucket, grouping, n, tickets, median, p90) -> None:
    """`grouping` has a bit for each column that was summed over: is_now 4, day 2, bucket 1."""
    if grouping == 3:
        if is_now:
            items.now = Stats(n, tickets, median, p90)
        else:
            items.before = Stats(n, tickets, median, p90)
    elif grouping == 5:
        items.daily[day] = Stats(n, tickets, median, p90)
    elif is_now and bucket is not None:
        items.buckets[bucket] = n
