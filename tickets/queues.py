"""The queues agents work through: shared words for "which tickets, in which order", each an index scan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.tenancy.keeping import kept
from tickets.models import StatusCategory, Ticket
from tickets.models.ticket import TicketQuerySet

RECENTLY = timedelta(days=14)
SOMEBODY, SOMETIME = -1, datetime(1, 1, 1, tzinfo=UTC)  # stand for the agent and the instant in a kept statement
MOST_COUNTED = 100  # nobody needs to know whether 2,311 or 2,312 wait; the count stops there ("99+")


@dataclass(frozen=True)
class Queue:
    """One queue: its key in addresses, its name, and which of the tickets an agent sees belong to it."""

    key: str
    name: str | Promise
    icon: str
    chosen: Callable[[TicketQuerySet, Agent, datetime], TicketQuerySet]
    order: str = "latest"
    tone: str = ""
    is_counted: bool = True
    team_id: int | None = None

    def tickets(self, agent: Agent) -> TicketQuerySet:
        """The queue's tickets as far as `agent` sees them, unordered."""
        return self.chosen(Ticket.objects.visible_to(agent), agent, clock.now())


def _of_my_teams(tickets, agent, _now):
    return tickets.open().filter(team__in=agent.memberships.values("team"))


STARTER = (
    Queue("mine", _("Mine"), "mine", lambda t, agent, now: t.open().assigned_to(agent), order="due"),
    Queue("unassigned", _("Unassigned"), "unassigned", lambda t, agent, now: t.open().unassigned()),
    Queue("my-teams", _("My teams"), "team", _of_my_teams),
    Queue("open", _("All open"), "inbox", lambda t, agent, now: t.open()),
    Queue(
        "at-risk",
        _("At risk"),
        "clock",
        lambda t, agent, now: t.open().filter(is_breached=False, due_at__gte=now, at_risk_from__lte=now),
        order="due",
        tone="late",
    ),
    Queue(
        "breached",
        _("Breached"),
        "breached",
        lambda t, agent, now: t.overdue(at=now),
        order="due",
        tone="late",
    ),
    Queue("waiting", _("Waiting"), "waiting", lambda t, agent, now: t.open().in_category(StatusCategory.PENDING)),
    Queue(
        "resolved",
        _("Recently solved"),
        "resolved",
        lambda t, agent, now: t.resolved_since(now - RECENTLY),
        order="resolved",
        is_counted=False,
    ),
    Queue("spam", _("Spam"), "spam", lambda t, agent, now: t.spam(), is_counted=False),
)


def queues_for(agent: Agent) -> list[Queue]:
    """The starter set, then one queue for each team whose tickets `agent` may see."""
    teams = kept(Team, "by name", lambda: list(Team.objects.by_name()))
    return [*STARTER, *(_team_queue(team) for team in teams if team.pk not in agent.hidden_team_ids)]


def queue_for(agent: Agent, key: str) -> Queue | None:
    """The queue of that key, None where there is none for this agent."""
    starter = next((queue for queue in STARTER if queue.key == key), None)
    if starter or not key.startswith("team-"):
        return starter
    return next((queue for queue in queues_for(agent) if queue.key == key), None)


def counts(agent: Agent) -> dict[str, int]:
    """How many tickets wait in each counted queue, in one statement, each counted up to MOST_COUNTED."""
    keys, sql, params = kept(Team, ("counting", agent.hidden_team_ids), lambda: _counting(agent.hidden_team_ids))
    now = clock.now()
    values = [agent.pk if value == SOMEBODY else now if value == SOMETIME else value for value in params]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(zip(keys, cursor.fetchone(), strict=True))


def _counting(hidden_team_ids):
    """The counts' statement, which is the same for all who see the same teams. The ORM writes it out of a dozen
    queries: too dear to do again for every page."""
    somebody = Agent(pk=SOMEBODY)
    somebody.hidden_team_ids = hidden_team_ids
    counted = [queue for queue in queues_for(somebody) if queue.is_counted]
    parts, params = [], []
    for queue in counted:
        tickets = queue.chosen(Ticket.objects.visible_to(somebody), somebody, SOMETIME)
        sql, values = tickets.order_by().values("pk")[:MOST_COUNTED].query.sql_with_params()
        parts.append(f"(select count(*) from ({sql}) counted)")  # noqa: S608 the ORM wrote it
        params += values
    return [queue.key for queue in counted], "select " + ", ".join(parts), params


def _team_queue(team: Team) -> Queue:
    return Queue(f"team-{team.pk}", team.name, "team", lambda t, agent, now: t.open().of_team(team), team_id=team.pk)
