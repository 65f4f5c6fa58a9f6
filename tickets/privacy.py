"""Private tickets: for their circle only. Who is in it, who may draw it, and that it never widens by itself.

Who sees what is decided by tickets.models.visibility; here a ticket becomes private, or everybody's again.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from helpdesk.notices import telling
from tickets import assignment
from tickets.events import TICKET_MADE_PRIVATE, TICKET_MADE_PUBLIC
from tickets.locking import locked
from tickets.models import Ticket, WorkRules
from tickets.models.visibility import hidden_teams, those_who_may_join, those_who_see


@dataclass(frozen=True)
class Insider:
    """Somebody who sees a private ticket, why, and whether they can be sent away (followers only)."""

    agent: Agent
    is_owner: bool
    is_lead: bool
    follows: bool

    @property
    def by_role(self) -> bool:
        return not (self.is_owner or self.is_lead or self.follows)


@transaction.atomic
def make_private(ticket: Ticket, *, by: Agent) -> Ticket:
    """Close the ticket off for all but its circle, which `by` is then in. Twice changes nothing."""
    ticket = locked(ticket)
    if ticket.is_private:
        return ticket
    _close_off(ticket, by=Actor.agent(by))
    if not those_who_see(ticket, [by]):
        assignment.follow(ticket, by, by=Actor.agent(by))
    return ticket


@transaction.atomic
def make_public(ticket: Ticket, *, by: Actor) -> Ticket:
    """Let everybody see it again whom its team lets in. Twice changes nothing."""
    ticket = locked(ticket)
    if ticket.is_private:
        ticket.is_private = False
        ticket.save(update_fields=["is_private"])
        record(TICKET_MADE_PUBLIC, ticket, by=by)
    return ticket


@transaction.atomic
def bring_along(ticket: Ticket, source: Ticket, *, by: Actor) -> None:
    """Make a ticket that takes up another one's words private where that one is, for the same people."""
    if not source.is_private:
        return
    ticket = locked(ticket)
    if not ticket.is_private:
        _close_off(ticket, by=by)
    circle = Q(pk__in=source.followers.values("agent")) | Q(pk=source.assignee_id)
    for agent in those_who_may_join(ticket, Agent.objects.active().filter(circle)):
        if agent.pk != ticket.assignee_id:
            assignment.follow(ticket, agent, by=by)


def inherit(ticket: Ticket, *, by: Actor) -> None:
    """A ticket split off a private one, or following it up, is private as well."""
    source = ticket.split_from or ticket.follows_up
    if source is not None:
        bring_along(ticket, source, by=by)


def insiders(ticket: Ticket) -> list[Insider]:
    """Who sees the private ticket, by name: owners of rights over all come last."""
    following = set(ticket.followers.values_list("agent", flat=True))
    lead_id = ticket.team.lead_id if ticket.team_id else None
    seeing = those_who_see(ticket, Agent.objects.active().by_name())
    rows = [Insider(one, one.pk == ticket.assignee_id, one.pk == lead_id, one.pk in following) for one in seeing]
    return sorted(rows, key=lambda row: row.by_role)


def outsiders(ticket: Ticket) -> list[Agent]:
    """Who could be let in: the team keeps them out of nothing, the circle does."""
    active = Agent.objects.active().by_name()
    inside = {agent.pk for agent in those_who_see(ticket, active)}
    return [agent for agent in those_who_may_join(ticket, active) if agent.pk not in inside]


def let_in_mentioned(ticket: Ticket, agents: list[Agent], *, by: Actor) -> None:
    """Whoever is called into a private ticket by name follows it from then on: that is what calling them means."""
    inside = {agent.pk for agent in those_who_see(ticket, agents)}
    for agent in those_who_may_join(ticket, agents):
        if agent.pk not in inside:
            assignment.follow(ticket, agent, by=by)


def withdraw_notices(ticket: Ticket) -> None:
    """Take back what those were told who see the ticket no more: a notice names its subject."""
    seeing = those_who_see(ticket, Agent.objects.active())
    telling.withdraw(Event.objects.about(ticket), keepers=[agent.pk for agent in seeing])


def withdraw_notices_of(team: Team) -> None:
    """The same for all tickets of a restricted team: whoever is in it no more keeps nothing of them."""
    told = Event.objects.filter(
        subject_kind=Ticket.event_stream, subject_id__in=Ticket.objects.of_team(team).values("pk")
    )
    seeing = [agent.pk for agent in Agent.objects.active() if team.pk not in hidden_teams(agent)]
    telling.withdraw(told, keepers=seeing)


def _close_off(ticket: Ticket, *, by: Actor) -> None:
    ticket.is_private = True
    ticket.save(update_fields=["is_private"])
    if not WorkRules.objects.filter(has_private_tickets=True).exists():
        WorkRules.objects.update_or_create(defaults={"has_private_tickets": True})
    record(TICKET_MADE_PRIVATE, ticket, by=by)
