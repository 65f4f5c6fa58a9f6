"""Whose ticket it is."""

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets.events import FOLLOWER_ADDED, FOLLOWER_REMOVED, TEAM_CHANGED, TICKET_ASSIGNED, TICKET_UNASSIGNED
from tickets.locking import locked
from tickets.models import Follower, Ticket


class CannotTake(ValueError):
    """The agent may not own tickets (inactive, or a light agent)."""


@transaction.atomic
def assign(ticket: Ticket, agent: Agent, *, by: Actor, reason: str = "") -> Ticket:
    """Make `agent` the ticket's owner. Assigning it twice changes nothing. Raises CannotTake."""
    if not Agent.objects.able_to_answer().filter(pk=agent.pk).exists():
        raise CannotTake(_("%(name)s cannot take tickets.") % {"name": agent.name})
    return assign_locked(locked(ticket), agent, by=by, reason=reason)


def assign_locked(ticket: Ticket, agent: Agent, *, by: Actor, reason: str = "") -> Ticket:
    """The same for a ticket whose row the caller holds, and an agent whom the caller knows to be able to take it."""
    if ticket.assignee_id == agent.pk:
        return ticket
    old = ticket.assignee.name if ticket.assignee_id else None
    ticket.assignee, ticket.assigned_at = agent, clock.now()
    ticket.save(update_fields=["assignee", "assigned_at"])
    record(TICKET_ASSIGNED, ticket, by=by, old=old, new=agent.name, agent=agent.pk, reason=reason or _("by hand"))
    return ticket


@transaction.atomic
def unassign(ticket: Ticket, *, by: Actor) -> Ticket:
    """Put the ticket back into its queue. One without an owner stays as it is."""
    ticket = locked(ticket)
    if ticket.assignee_id is None:
        return ticket
    old = ticket.assignee
    ticket.assignee, ticket.assigned_at = None, None
    ticket.save(update_fields=["assignee", "assigned_at"])
    record(TICKET_UNASSIGNED, ticket, by=by, old=old.name, agent=old.pk)
    return ticket


@transaction.atomic
def hand_over(ticket: Ticket, team: Team | None, *, by: Actor, keeps_owner: bool = False) -> Ticket:
    """Move the ticket to another team (or none). The owner stays only if it is in that team, or is to keep it."""
    ticket = locked(ticket)
    if ticket.team_id == (team.pk if team else None):
        return ticket
    old = ticket.team.name if ticket.team_id else None
    ticket.team = team
    ticket.save(update_fields=["team"])
    record(TEAM_CHANGED, ticket, by=by, old=old, new=team.name if team else None, team=team.pk if team else None)
    is_to_leave = team and ticket.assignee_id and not keeps_owner
    if is_to_leave and not team.memberships.filter(agent_id=ticket.assignee_id).exists():
        ticket = unassign(ticket, by=by)
    return ticket


@transaction.atomic
def follow(ticket: Ticket, agent: Agent, *, by: Actor) -> None:
    """Let `agent` hear of the ticket. Following twice changes nothing."""
    ticket = locked(ticket)
    _, is_new = Follower.objects.get_or_create(ticket=ticket, agent=agent)
    if is_new:
        record(FOLLOWER_ADDED, ticket, by=by, name=agent.name, agent=agent.pk)


@transaction.atomic
def unfollow(ticket: Ticket, agent: Agent, *, by: Actor) -> None:
    ticket = locked(ticket)
    gone, _ = Follower.objects.filter(ticket=ticket, agent=agent).delete()
    if gone:
        record(FOLLOWER_REMOVED, ticket, by=by, name=agent.name, agent=agent.pk)
