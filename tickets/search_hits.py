"""The newest messages that hold some words, however common, rare or long ago those are (decision 0041).

Two statements at most: a first look, and what the rest takes, planned from what the first look saw (decision 0211).
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from tickets import search_plan
from tickets.search_plan import Plan, Stretch

# Nearly every search ends here: a common word is met at once. They are the messages the database has in memory.
WALKED_FIRST = 6000


@dataclass(frozen=True)
class Hit:
    """A message that fits, and its ticket; whether that is among the tickets asked about."""

    message_id: int
    ticket_id: int
    at: datetime
    is_among: bool = True


@dataclass(frozen=True)
class Query:
    """Two tsqueries that must both hold, as text: whole words and phrases, and the word that is only begun."""

    whole: str = ""
    beginning: str = ""

    def __bool__(self) -> bool:
        return bool(self.whole or self.beginning)

    def __str__(self) -> str:
        return " & ".join(f"({part})" for part in (self.whole, self.beginning) if part)


@dataclass(frozen=True)
class Among:
    """Which tickets of hits are meant: a statement that gives the ids of those of `hits`, with its values."""

    sql: str = "select ticket_id from hits"
    values: tuple = ()


Place = tuple[datetime, int]
EVERY = Among()


@dataclass(frozen=True)
class Look:
    """The hits of a first look; where it stopped, None where there is nothing beyond; a sample of what lies there,
    where that is wanted."""

    hits: list[Hit]
    stop: Place | None = None
    past: list[Stretch] = field(default_factory=list)


def newest(query: Query, most: int, before: Place | None = None) -> list[Hit]:
    """Up to `most` hits, newest first; fewer only where there are no more."""
    first = look(query, most, before)
    missing = most - len(first.hits)
    return first.hits + (further(query, missing, first) if missing else [])


# Rows of three kinds. The past is sampled only where the tickets found are too few: the condition is met once, before
# the function is called.
_LOOK = """
with hits as materialized (
    select id, ticket_id, created_at from walk_messages(%s::tsquery, %s, %s, %s, %s)
), found as materialized (
    select id, ticket_id, created_at, ticket_id in ({among}) as is_among from hits where ticket_id is not null
), stop as materialized (
    select created_at, id from hits where ticket_id is null
    union all
    (select created_at, id from found where (select count(*) from found) = %s order by created_at, id limit 1)
)
select 'past', null::bigint, null::bigint, past.since, null::boolean,
    past.messages, past.looked, past.fitting, past.fitting_whole, past.fitting_beginning
from stop, lateral sample_messages(%s::tsquery, %s::tsquery, stop.created_at, stop.id) past
where (select case when %s then count(distinct ticket_id) filter (where is_among) else count(*) end from found) < %s
union all
select 'hit', id, ticket_id, created_at, is_among, null, null, null, null, null from found
union all
select 'stop', id, null, created_at, null, null, null, null, null, null from stop
"""


def look(
    query: Query, most: int, before: Place | None = None, *, among: Among = EVERY, enough: int | None = None
) -> Look:
    """Up to `most` hits among the newest messages. The past beyond is sampled where that gives fewer than `enough`
    tickets; without that, fewer hits than asked for."""
    rows = _rows(
        _LOOK.format(among=among.sql),
        [
            *(str(query), most, WALKED_FIRST, *(before or (None, None))),
            *among.values,
            *(most, query.whole or None, query.beginning or None),
            *(enough is not None, most if enough is None else enough),
        ],
    )
    hits = [Hit(*row[1:5]) for row in rows if row[0] == "hit"]
    stop = next(((row[3], row[1]) for row in rows if row[0] == "stop"), None)
    past = [Stretch(row[3], *row[5:]) for row in rows if row[0] == "past"]
    return Look(_in_order(hits), stop, sorted(past, key=lambda one: one.since, reverse=True))


# The walk, the lookup of what is newer than `since`, and the one of the rest: each is asked only for what the ones
# before it left wanting. Where the walk met no end, there is nothing beyond.
_FURTHER = """
with wish as (
    select %s::tsquery as query, %s::tsquery as driver, %s::integer as most, %s::timestamptz as since
), start as (
    select %s::timestamptz as at, %s::bigint as id
), walked as materialized (
    select w.* from start, wish, lateral walk_messages(query, most, %s, at, start.id) w where %s::boolean
), stop as materialized (
    select created_at as at, id from walked where ticket_id is null
    union all
    select at, id from start where not %s::boolean
), ranged as materialized (
    select l.* from stop, wish, lateral look_up_messages(
        driver, query, most - (select count(ticket_id) from walked)::integer, at, stop.id, since
    ) l where since < at
), rest as materialized (
    select l.* from stop, wish, lateral look_up_messages(
        driver, query, most - (select count(ticket_id) from walked)::integer - (select count(*) from ranged)::integer,
        least(at, since), case when since < at then 0 else stop.id end, null
    ) l where (select count(ticket_id) from walked) + (select count(*) from ranged) < most
), hits as materialized (
    select * from walked where ticket_id is not null union all select * from ranged union all select * from rest
)
select id, ticket_id, created_at, ticket_id in ({among}) from hits
"""


def further(query: Query, most: int, first: Look, *, among: Among = EVERY) -> list[Hit]:
    """Up to `most` hits beyond a first look, by the cheapest way; fewer only where there are no more."""
    if first.stop is None:
        return []
    plan = _plan(query, most, first)
    by = Query(query.whole if plan.by_whole else "", query.beginning if plan.by_beginning else "")
    walks = bool(plan.walk)
    values = [str(query), str(by), most, plan.since, *first.stop, plan.walk, walks, walks, *among.values]
    return _in_order([Hit(*row) for row in _rows(_FURTHER.format(among=among.sql), values)])


def _plan(query: Query, missing: int, first: Look) -> Plan:
    return search_plan.choose(first.past, missing, has_whole=bool(query.whole), has_beginning=bool(query.beginning))


def _in_order(hits: list[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.at, hit.message_id), reverse=True)


def _rows(call: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(call, values)
        return cursor.fetchall()
