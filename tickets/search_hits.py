"""The newest messages that hold some words, however common, rare or long ago those are (decision 0041)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tickets import search_plan
from tickets.search_plan import Plan, Stretch

# Nearly every search ends here: a common word is met at once. They are the messages the database has in memory.
WALKED_FIRST = 6000


@dataclass(frozen=True)
class Hit:
    """A message that fits, and its ticket."""

    message_id: int
    ticket_id: int
    at: datetime


@dataclass(frozen=True)
class Query:
    """Two tsqueries that must both hold, as text: whole words and phrases, and the word that is only begun."""

    whole: str = ""
    beginning: str = ""

    def __bool__(self) -> bool:
        return bool(self.whole or self.beginning)

    def __str__(self) -> str:
        return " & ".join(f"({part})" for part in (self.whole, self.beginning) if part)


Place = tuple[datetime, int]


def newest(query: Query, most: int, before: Place | None = None) -> list[Hit]:
    """Up to `most` hits, newest first; fewer only where there are no more."""
    hits, end = _walk(query, most, WALKED_FIRST, before)
    if end is None:
        return hits
    plan = _plan(query, most - len(hits), end)
    if plan.walk:
        more, end = _walk(query, most - len(hits), plan.walk, end)
        hits += more
    return hits if end is None else hits + _looked_up(query, plan, most - len(hits), end)


def _walk(query: Query, most: int, over: int, before: Place | None) -> tuple[list[Hit], Place | None]:
    """The hits among the next `over` messages; where to go on if they are too few and there are more messages."""
    rows = _rows(
        "select * from walk_messages(%s::tsquery, %s, %s, %s, %s)", [str(query), most, over, *(before or (None, None))]
    )
    hits = [Hit(*row) for row in rows if row[1]]
    end = next(((at, message_id) for message_id, ticket_id, at in rows if not ticket_id), None)
    return hits, end


def _plan(query: Query, missing: int, before: Place) -> Plan:
    parts = [query.whole or None, query.beginning or None]
    sample = _rows("select * from sample_messages(%s::tsquery, %s::tsquery, %s, %s)", [*parts, *before])
    return search_plan.choose(
        [Stretch(*row) for row in sample],
        missing,
        has_whole=bool(query.whole),
        has_beginning=bool(query.beginning),
    )


def _looked_up(query: Query, plan: Plan, most: int, before: Place) -> list[Hit]:
    hits = []
    if plan.since and plan.since < before[0]:  # else the walk went further than that
        hits = _look_up(query, plan, most, before, plan.since)
        before = (plan.since, 0)
    return hits + (_look_up(query, plan, most - len(hits), before, None) if len(hits) < most else [])


def _look_up(query: Query, plan: Plan, most: int, before: Place, since: datetime | None) -> list[Hit]:
    by = Query(query.whole if plan.by_whole else "", query.beginning if plan.by_beginning else "")
    call = "select * from look_up_messages(%s::tsquery, %s::tsquery, %s, %s, %s, %s)"
    return [Hit(*row) for row in _rows(call, [str(by), str(query), most, *before, since])]


def _rows(call: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(call, values)
        return cursor.fetchall()
