"""The people of a team as routing sees them: who is there, what each can and carries, and how much it may be."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Count

from helpdesk.accounts import presence, skills
from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.models.team import Routing
from helpdesk.accounts.permissions import Role
from helpdesk.base import clock
from tickets.models import Ticket
from tickets.routing import weights
from tickets.routing.choosing import Candidate
from tickets.routing.reasons import Why

STRATEGIES_OF_LOAD = (Routing.LEAST_LOADED, Routing.SKILL_FIT)


def of(team: Team) -> list[Candidate]:
    """Every active member by name. Loads are counted only where the team's strategy or a limit asks for them."""
    levels = skills.levels()
    members = Agent.objects.active().in_team(team).by_name()
    people = [_candidate(agent, team, levels.get(agent.pk, {})) for agent in members]
    if team.routing not in STRATEGIES_OF_LOAD and all(each.limit is None for each in people):
        return people
    loads = load_of_each(each.agent_id for each in people if each.is_there)
    return [replace(each, load=loads.get(each.agent_id)) for each in people]


def load_of_each(agent_ids) -> dict[int, int]:
    """What each agent has in hand, by what the tickets' channels weigh; those that wait for the customer are none."""
    ids = list(agent_ids)
    mine = Ticket.objects.in_hand().filter(assignee__in=ids)
    loads = dict.fromkeys(ids, 0)
    for agent, channel, count in mine.values_list("assignee", "channel").annotate(Count("id")).order_by():
        loads[agent] += count * weights.of(channel)
    return loads


def last_agent_of(ticket: Ticket) -> tuple[int | None, str]:
    """Who owns the newest other ticket of the customer that has an owner, or stands in for that one; and which."""
    others = Ticket.objects.present().filter(requester=ticket.requester_id, assignee__isnull=False)
    newest = others.exclude(pk=ticket.pk).select_related("assignee").order_by("-created_at").first()
    if newest is None:
        return None, Why.LAST_AGENT
    if newest.assignee.on_leave_until is not None and (deputy := presence.deputy_of(newest.assignee)):
        return deputy.pk, Why.STANDS_IN
    return newest.assignee_id, Why.LAST_AGENT


def take_turn(chosen: Candidate, among: list[Candidate]) -> None:
    """Put the agent at the end of the line: after everybody, even where several turns fall into one instant.

    Its row is held from here on: routing of another team it is in waits before it counts the agent's tickets.
    """
    latest = max((each.last_routed_at for each in among if each.last_routed_at), default=None)
    turn = max(clock.now(), latest + timedelta(microseconds=1)) if latest else clock.now()
    Agent.objects.filter(pk=chosen.agent_id).update(last_routed_at=turn)


def _candidate(agent: Agent, team: Team, its_skills) -> Candidate:
    return Candidate(
        agent_id=agent.pk,
        name=agent.name,
        can_answer=agent.role != Role.LIGHT,
        is_on_duty=agent.is_on_duty,
        absence=_absence(agent),
        limit=agent.most_open_tickets or team.most_open_tickets,
        last_routed_at=agent.last_routed_at,
        skills=its_skills,
    )


def _absence(agent: Agent) -> str:
    """Why it would not be on duty."""
    if agent.on_leave_until is not None:
        return Why.ON_LEAVE
    return Why.OFF_SHIFT if agent.is_on_shift is False else Why.AWAY
