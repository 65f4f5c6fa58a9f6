"""Who may see which ticket: the one place that decides it, for every list and for the single ticket.

A restricted team's tickets exist for its members only. A private ticket exists for its circle only: its owner, its
followers, its team's lead, and whoever has the capability `ticket.see_private`. Both have to allow it. Nobody else
looks at these columns (tests/guards/test_one_door.py); decision 0150 says why so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.permissions import allow
from helpdesk.tenancy.keeping import kept
from tickets.models.involved import Follower
from tickets.models.work_rules import WorkRules


@dataclass(frozen=True)
class Eyes:
    """All that decides which tickets somebody sees: equal eyes see the same, so what they saw can be kept by them."""

    hidden_team_ids: tuple[int, ...]
    #: the agent, where private tickets are a question at all: the company has some, and the agent does not see all
    reader: int | None = None
    led_team_ids: tuple[int, ...] = ()


def eyes_of(agent: Agent) -> Eyes:
    if not _are_there_private() or allow(agent, "ticket.see_private"):
        return Eyes(agent.hidden_team_ids)
    return Eyes(agent.hidden_team_ids, agent.pk, _led_by(agent))


def seen_with(eyes: Eyes, ticket: str = "") -> Q:
    """The condition on tickets, or on rows that lead to one by the path `ticket` ("ticket__").

    It only passes over rows: whatever index leads to them leads to them still.
    """
    seen = Q()
    if eyes.hidden_team_ids:
        seen &= ~Q(**{f"{ticket}team_id__in": eyes.hidden_team_ids})
    if eyes.reader is None:
        return seen
    followed = Follower.objects.filter(ticket=OuterRef(f"{ticket}pk"), agent=eyes.reader)
    circle = Q(**{f"{ticket}is_private": False}) | Q(**{f"{ticket}assignee_id": eyes.reader})
    if eyes.led_team_ids:
        circle |= Q(**{f"{ticket}team_id__in": eyes.led_team_ids})
    return seen & (circle | Q(Exists(followed)))


def those_who_see(ticket, agents: Iterable[Agent]) -> list[Agent]:
    """The agents among these for whom the ticket exists: whoever is told of one must be of them."""
    seeing = those_who_may_join(ticket, agents)
    if not ticket.is_private or not seeing:
        return seeing
    circle = {ticket.assignee_id, *Follower.objects.filter(ticket=ticket).values_list("agent", flat=True)}
    return [
        agent
        for agent in seeing
        if agent.pk in circle or allow(agent, "ticket.see_private") or ticket.team_id in _led_by(agent)
    ]


def those_who_may_join(ticket, agents: Iterable[Agent]) -> list[Agent]:
    """The agents among these who would see the ticket once it is theirs, or they follow it."""
    return [agent for agent in agents if ticket.team_id not in agent.hidden_team_ids]


def hidden_teams(agent: Agent) -> tuple[int, ...]:
    """Ids of the teams that do not exist for the agent: for figures that are kept by team."""
    return agent.hidden_team_ids


def teams_without(hidden_team_ids: Iterable[int]) -> list[Team]:
    """All other teams, by name."""
    teams = kept(Team, "by name", lambda: list(Team.objects.by_name()))
    return [team for team in teams if team.pk not in hidden_team_ids]


def _led_by(agent: Agent) -> tuple[int, ...]:
    return kept(
        Team,
        ("led by", agent.pk),
        lambda: tuple(Team.objects.filter(lead=agent).order_by("pk").values_list("pk", flat=True)),
    )


def _are_there_private() -> bool:
    return kept(WorkRules, "private", lambda: WorkRules.objects.filter(has_private_tickets=True).exists())
