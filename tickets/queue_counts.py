"""How many tickets wait in the queues people made: what may cost, so it is asked for rarely and never without end.

A count looks at the newest LOOKED_AT candidates and stops at MOST_COUNTED. It is kept for KEPT_SECONDS; whoever shows a
kept one asks again soon, so that the last change of a quiet desk is counted too.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from django.core.cache import cache
from django.db import connection

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant_id
from tickets import own_queues
from tickets.automation.conditions.compiling import compiled
from tickets.models import OwnQueue, Ticket, Whose
from tickets.models.visibility import eyes_of
from tickets.queues import MOST_COUNTED

LOOKED_AT = 5000
KEPT_SECONDS = 8


@dataclass(frozen=True)
class Counts:
    """In words by queue id ("7", "99+"; "7+" where older tickets were not looked at), and whether some are not new."""

    words: dict[int, str]
    is_kept: bool


def counts(agent: Agent, own: Iterable[OwnQueue]) -> Counts:
    """The counts of these queues for this agent: one question to the cache, and one to the database for the rest."""
    places = {_place(each, agent): each for each in own}
    if not places:
        return Counts({}, is_kept=False)
    known = cache.get_many(list(places))
    missing = {place: each for place, each in places.items() if place not in known}
    counted = dict(zip(missing, _count(agent, list(missing.values())), strict=True)) if missing else {}
    if counted:
        cache.set_many(counted, KEPT_SECONDS)
    return Counts({each.pk: in_words(*(known | counted)[place]) for place, each in places.items()}, is_kept=bool(known))


def in_words(found: int, looked_at: int) -> str:
    if found >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    if looked_at >= LOOKED_AT:
        return f"{found}+" if found else ""
    return str(found) if found else ""


def _count(agent: Agent, queues: list[OwnQueue]) -> list[tuple[int, int]]:
    """For each queue: how many fit, and how many were looked at."""
    parts, params = [], []
    for own in queues:
        rows = own_queues.candidates(own, Ticket.objects.visible_to(agent), agent, clock.now())
        newest = rows.newest_activity_first().values("pk")[:LOOKED_AT]
        fitting = Ticket.objects.filter(compiled(own.conditions), pk__in=newest).values("pk")[:MOST_COUNTED]
        for query in (fitting, newest):
            sql, values = query.query.sql_with_params()
            parts.append(f"(select count(*) from ({sql}) counted)")  # noqa: S608 the ORM wrote it
            params += values
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(parts), params)
        row = cursor.fetchone()
    return list(zip(row[::2], row[1::2], strict=True))


def _place(own: OwnQueue, agent: Agent) -> str:
    """Where the count is kept: one for all who would get the same."""
    personal = own.whose in (Whose.MINE, Whose.MY_TEAMS)
    reader = agent.pk if personal else ""
    made_of = (own.work, own.whose, own.conditions, astuple(eyes_of(agent)))
    return f"queue:{current_tenant_id()}:{own.pk}:{_digest(made_of)}:{'a' if personal else 't'}{reader}"


def _digest(made_of) -> str:
    """What the queue is about, in a few letters: an edited one is counted anew."""
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:12]
