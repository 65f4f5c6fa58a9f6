"""The people of a team as routing sees them: who is there, what each carries, and how much it may be."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Count

from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.models.team import Routing
from helpdesk.accounts.permissions import Role
from helpdesk.base import clock
from helpdesk.events.models import Event
from tickets.events import TEAM_CHANGED, TICKET_UNASSIGNED
from tickets.models import Ticket
from tickets.routing.choosing import Candidate


def of(team: Team) -> list[Candidate]:
    """Every active member by name. Loads are counted only where the team's strategy or a limit asks for them."""
    people = [_candidate(agent, team) for agent in Agent.objects.active().in_team(team).by_name()]
    if team.routing != Routing.LEAST_LOADED and all(each.limit is None for each in people):
        return people
    loads = load_of_each(each.agent_id for each in people if each.can_answer and each.is_on_duty)
    return [replace(each, load=loads.get(each.agent_id)) for each in people]


def load_of_each(agent_ids) -> dict[int, int]:
    """How many open tickets each agent has in hand; those that wait for the customer weigh nothing."""
    ids = list(agent_ids)
    counted = Ticket.objects.in_hand().filter(assignee__in=ids).values_list("assignee").annotate(Count("id")).order_by()
    return dict.fromkeys(ids, 0) | dict(counted)


def somebody_is_free(team: Team) -> bool:
    return any(not each.hindrance for each in of(team))


def last_agent_of(ticket: Ticket) -> int | None:
    """Who owns the newest other ticket of the customer that has an owner."""
    others = Ticket.objects.present().filter(requester=ticket.requester_id, assignee__isnull=False)
    return others.exclude(pk=ticket.pk).order_by("-created_at").values_list("assignee", flat=True).first()


def had_it_before(ticket: Ticket) -> int | None:
    """Whom a person took the ticket from (often itself) in this team: giving it straight back would undo that."""
    events = Event.objects.about(ticket).filter(kind__in=[TICKET_UNASSIGNED.name, TEAM_CHANGED.name])
    newest = events.order_by("-seq").values_list("kind", "actor_kind", "data").first()
    if newest is None or newest[:2] != (TICKET_UNASSIGNED.name, "agent"):
        return None
    return newest[2].get("agent")


def take_turn(chosen: Candidate, among: list[Candidate]) -> None:
    """Put the agent at the end of the line: after everybody, even where several turns fall into one instant.

    Its row is held from here on: routing of another team it is in waits before it counts the agent's tickets.
    """
    latest = max((each.last_routed_at for each in among if each.last_routed_at), default=None)
    turn = max(clock.now(), latest + timedelta(microseconds=1)) if latest else clock.now()
    Agent.objects.filter(pk=chosen.agent_id).update(last_routed_at=turn)


def _candidate(agent: Agent, team: Team) -> Candidate:
    return Candidate(
        agent_id=agent.pk,
        name=agent.name,
        can_answer=agent.role != Role.LIGHT,
        is_on_duty=agent.is_on_duty,
        limit=agent.most_open_tickets or team.most_open_tickets,
        last_routed_at=agent.last_routed_at,
    )
