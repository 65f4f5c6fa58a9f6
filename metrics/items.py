"""Facts read item by item, for two periods at once: medians, p90, how they spread, and tickets counted once.

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


@dataclass(frozen=True)
class Stats:
    """Of the items of one period: how many, and where they have a length their percentiles and mean."""

    n: int = 0
    median: float | None = None
    p90: float | None = None
    mean: float | None = None


@dataclass
class Items:
    """One metric's items: this period, the one before, each day's median and mean, and how they spread over EDGES."""

    now: Stats = field(default_factory=Stats)
    before: Stats = field(default_factory=Stats)
    daily: dict[date, float] = field(default_factory=dict)
    daily_mean: dict[date, float] = field(default_factory=dict)
    buckets: list[int] = field(default_factory=lambda: [0] * (len(EDGES) + 1))


# One pass reads the items; each of the three sums sorts or counts only what it needs.
SUMS = """
with item as materialized ({items})
select part, 'now' as kind, null::date as day, null::int as bucket, count(*),
       percentile_cont(array[0.5, 0.9]) within group (order by value) || avg(value)::float8
  from item where is_now group by part
union all
select part, 'before', null, null, count(*),
       percentile_cont(array[0.5, 0.9]) within group (order by value) || avg(value)::float8
  from item where not is_now group by part
union all
select part, 'day', day, null, count(*),
       percentile_cont(array[0.5]) within group (order by value) || avg(value)::float8
  from item where is_now group by part, day
union all
select part, 'bucket', null, width_bucket(value, %s), count(*), null from item where is_now group by part, 4
"""
ONCE = """
select %s::text, kind, null::date, null::int, count(*), null::float8[]
  from (select distinct ticket_id, case when at >= %s then 'now' else 'before' end as kind
          from ({rows}) q (ticket_id, at)) once group by kind
"""
RANKS = """
with item as ({items}), ranked as (
  select part, is_now, count(*) over (partition by part, value) as same,
         rank() over (partition by part order by value) as lowest
    from item)
select part, count(*) filter (where not is_now), count(*) filter (where is_now),
       coalesce(sum(lowest + (same - 1) / 2.0) filter (where is_now), 0), coalesce(sum(same * same - 1), 0)
  from ranked group by part
"""


def read(parts: Mapping[str, QuerySet], once: Mapping[str, QuerySet], period: Period) -> dict[str, Items]:
    """Read all of it in one statement. Rows of `parts` have `at`, `day` and, annotated, `value` in seconds.

    Of rows in `once` their tickets are counted, each once in a period, however often something happened to it.
    """
    found = {part: Items() for part in [*parts, *once]}
    statements, params = [], []
    if parts:
        items, values = _union(parts, period)
        statements.append(SUMS.format(items=items))
        params += [*values, list(EDGES)]
    for part, rows in once.items():
        sql, values = rows.filter(_both(period)).values_list("ticket_id", "at").query.sql_with_params()
        statements.append(ONCE.format(rows=sql))
        params += [part, period.from_at, *values]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(statements), params)
        for part, kind, day, bucket, n, percentiles in cursor.fetchall():
            _put(found[part], kind, day, bucket, n, percentiles or ())
    return found


def ranks(parts: Mapping[str, QuerySet], period: Period) -> dict[str, Ranks]:
    """The rank sums that say whether this period's items are really longer or shorter than the ones before."""
    items, params = _union(parts, period)
    with connection.cursor() as cursor:
        cursor.execute(RANKS.format(items=items), params)
        return {part: Ranks(n1, n2, float(total), float(ties)) for part, n1, n2, total, ties in cursor.fetchall()}


def _both(period: Period) -> Q:
    before = period.previous
    return Q(at__gte=before.from_at, at__lt=before.to_at) | Q(at__gte=period.from_at, at__lt=period.to_at)


def _union(parts: Mapping[str, QuerySet], period: Period) -> tuple[str, list]:
    """This period's and the previous one's items, each named by its part."""
    pieces, params = [], []
    for part, rows in parts.items():
        sql, values = rows.filter(_both(period)).values_list("at", "day", "value").query.sql_with_params()
        pieces.append(f"select %s::text as part, at >= %s as is_now, day, value from ({sql}) q (at, day, value)")  # noqa: S608
        params += [part, period.from_at, *values]
    return " union all ".join(pieces), params


def _put(items: Items, kind: str, day, bucket, n: int, percentiles) -> None:
    if kind == "now":
        items.now = Stats(n, *percentiles)
    elif kind == "before":
        items.before = Stats(n, *percentiles)
    elif kind == "day":
        items.daily[day], items.daily_mean[day] = percentiles
    elif bucket is not None:
        items.buckets[bucket] = n
