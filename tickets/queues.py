"""The queues agents work through, and how many tickets wait in each."""

from dataclasses import replace
from datetime import UTC, datetime

from django.db import connection

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.tenancy.keeping import kept
from tickets import own_queues, starter_queues
from tickets.models import Ticket
from tickets.models.visibility import Eyes, eyes_of, hidden_teams, teams_without
from tickets.starter_queues import STARTER, Queue

SOMEBODY, SOMETIME = -1, datetime(1000, 1, 1, tzinfo=UTC)  # stand for the agent and the instant in a kept statement
MOST_COUNTED = 100  # nobody needs to know whether 2,311 or 2,312 wait; the count stops there ("99+")


def queues_for(agent: Agent) -> list[Queue]:
    """The starter set, one queue for each team whose tickets `agent` may see, then those people made."""
    return [*_built_in(hidden_teams(agent)), *map(own_queues.queue_of, own_queues.seen_by(agent))]


def _built_in(hidden_team_ids) -> list[Queue]:
    return [*STARTER, *map(starter_queues.of_team, teams_without(hidden_team_ids))]


def queue_for(agent: Agent, key: str) -> Queue | None:
    """The queue of that key, None where there is none for this agent."""
    starter = next((queue for queue in STARTER if queue.key == key), None)
    if starter or not key.startswith(("team-", own_queues.KEY)):
        return starter
    return next((queue for queue in queues_for(agent) if queue.key == key), None)


def counts(agent: Agent) -> dict[str, int]:
    """How many tickets wait in each counted queue of the house, in one statement, each counted up to MOST_COUNTED.

    Those that people made are counted apart (tickets.queue_counts): nobody knows what they cost.
    """
    eyes = eyes_of(agent)
    if eyes.reader is not None:
        eyes = replace(eyes, reader=SOMEBODY)
    keys, sql, params = kept(Team, ("counting", eyes), lambda: _counting(eyes))
    now = clock.now()
    values = [_with_now(value, agent, now) for value in params]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(zip(keys, cursor.fetchone(), strict=True))


def _with_now(value, agent: Agent, now: datetime):
    if isinstance(value, datetime):
        return now + (value - SOMETIME)
    return agent.pk if value == SOMEBODY else value


def _counting(eyes: Eyes):
    """The counts' statement, which is the same for all who see the same teams. The ORM writes it out of a dozen
    queries: too dear to do again for every page."""
    somebody = Agent(pk=SOMEBODY)
    counted = [queue for queue in _built_in(eyes.hidden_team_ids) if queue.is_counted]
    parts, params = [], []
    for queue in counted:
        tickets = queue.chosen(Ticket.objects.seen_with(eyes), somebody, SOMETIME)
        sql, values = tickets.order_by().values("pk")[:MOST_COUNTED].query.sql_with_params()
        parts.append(f"(select count(*) from ({sql}) counted)")  # noqa: S608 the ORM wrote it
        params += values
    return [queue.key for queue in counted], "select " + ", ".join(parts), params
