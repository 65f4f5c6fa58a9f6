"""Queues people make: for themselves, for a team, for everybody. What a queue is about leads, conditions follow.

`work` and `whose` choose the index a list is read along; the conditions only pass over rows of open, or recently
solved, work. Nothing here can be about all tickets there ever were: that is what search is for (decision 0090).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent, TeamMembership
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from helpdesk.tenancy.keeping import kept
from tickets.automation.conditions.compiling import compiled
from tickets.events import SETTING_CHANGED
from tickets.models import OwnQueue, StatusCategory, Whose, Work
from tickets.models.ticket import TicketQuerySet
from tickets.starter_queues import OF_OPEN_WORK, OF_SOLVED_WORK, RECENTLY, Queue, of_my_teams

KEY = "own-"
COLUMNS = (
    "requester", "organization", "status", "priority", "due", "assignee",
    "team", "category", "channel", "tags", "opened",
)  # fmt: skip
MOST_OF_ONE = 50  # queues an agent keeps: the rail has to hold them


class TooMany(ValueError):
    """The agent has as many queues of its own as anybody may have."""


def seen_by(agent: Agent) -> list[OwnQueue]:
    """The queues the agent finds: its own, its teams', everybody's."""
    teams = kept(TeamMembership, "teams of agents", _teams_of_agents).get(agent.pk, frozenset())
    every = kept(OwnQueue, "by name", lambda: list(OwnQueue.objects.in_order()))
    return [
        own
        for own in every
        if own.owner_id == agent.pk or own.team_id in teams or (own.owner_id is None and own.team_id is None)
    ]


def queue_of(own: OwnQueue) -> Queue:
    """The queue as pages show it."""
    return Queue(
        f"{KEY}{own.pk}",
        own.name,
        "star" if own.owner_id else "queue",
        lambda tickets, agent, now: candidates(own, tickets, agent, now).filter(compiled(own.conditions)),
        order=own.order if own.order in orders_of(own.work) else "latest",
        orders=orders_of(own.work),
        own_id=own.pk,
        columns=tuple(own.columns),
        grouping=own.grouping,
    )


def orders_of(work: str) -> tuple[str, ...]:
    """What queues about such work can be sorted by."""
    if work == Work.SOLVED:
        return OF_SOLVED_WORK
    return OF_OPEN_WORK if work in (Work.AWAKE, Work.PENDING) else (*OF_OPEN_WORK, "waking")


def candidates(own: OwnQueue, tickets: TicketQuerySet, agent: Agent, now: datetime) -> TicketQuerySet:
    """The tickets the conditions are asked of."""
    return _whose(own.whose, _work(own.work, tickets, now), agent)


def _work(work: str, tickets: TicketQuerySet, now: datetime) -> TicketQuerySet:
    match work:
        case Work.OPEN:
            return tickets.open()
        case Work.PENDING:
            return tickets.open().in_category(StatusCategory.PENDING)
        case Work.SNOOZED:
            return tickets.asleep()
        case Work.SOLVED:
            return tickets.resolved_since(now - RECENTLY)
    return tickets.open().awake()


def _whose(whose: str, tickets: TicketQuerySet, agent: Agent) -> TicketQuerySet:
    match whose:
        case Whose.MINE:
            return tickets.assigned_to(agent)
        case Whose.NOBODY:
            return tickets.unassigned()
        case Whose.MY_TEAMS:
            return of_my_teams(tickets, agent)
    return tickets


def editable_by(agent: Agent) -> QuerySet:
    """Those the agent may change: its own, and with `queue.share` everybody's but other agents' own."""
    rows = OwnQueue.objects.select_related("team", "owner")
    return rows.filter(owner=agent) | (rows.filter(owner=None) if allow(agent, "queue.share") else rows.none())


@transaction.atomic
def make(values: dict, *, by: Agent) -> OwnQueue:
    """Add a queue. `values`: its columns, with `owner` or `team` or neither. Raises TooMany."""
    if values.get("owner") and OwnQueue.objects.filter(owner=values["owner"]).count() >= MOST_OF_ONE:
        raise TooMany(_("At most %s queues of your own. Remove one first.") % MOST_OF_ONE)
    own = OwnQueue.objects.create(**values)
    _tell(own, by, _("made"))
    return own


@transaction.atomic
def change(own: OwnQueue, values: dict, *, by: Agent) -> OwnQueue:
    own = OwnQueue.objects.select_for_update().get(pk=own.pk)
    changes = take_over(own, values)
    if changes:
        own.save(update_fields=list(values))
        _tell(own, by, changes)
    return own


@transaction.atomic
def remove(own: OwnQueue, *, by: Agent) -> None:
    """Throw the queue away; its tickets stay where they are."""
    own = OwnQueue.objects.select_for_update().get(pk=own.pk)
    _tell(own, by, _("removed"))
    own.delete()


def _tell(own: OwnQueue, by: Agent, changes: str) -> None:
    what = _("the queue %(name)s") % {"name": own.name}
    record(SETTING_CHANGED, own, by=Actor.agent(by), what=what, changes=changes)


def _teams_of_agents() -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for agent_id, team_id in TeamMembership.objects.values_list("agent_id", "team_id"):
        found.setdefault(agent_id, set()).add(team_id)
    return {agent_id: frozenset(ids) for agent_id, ids in found.items()}
