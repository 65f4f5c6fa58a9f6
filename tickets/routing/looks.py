"""When routing must look at a ticket again without anything happening: one row a ticket, due at an instant."""

from datetime import datetime, timedelta

from django.db.models import Q

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.models import Event
from tickets.models import ReadMark, RoutingDecision, RoutingLook, Ticket
from tickets.routing.asking import Request


def plan_while_waiting(ticket: Ticket, team: Team, request: Request) -> None:
    """Look again when it falls back to another team. Until then the sweep of what waits finds all there is."""
    if team.fallback_team_id:
        _plan(ticket, falls_back_at(team, request.since))


def plan_when_given(ticket: Ticket, team: Team) -> None:
    """Look again when the agent should have looked at it, where the team has a time for that."""
    if team.attend_within_minutes is None:
        RoutingLook.objects.filter(ticket=ticket).delete()
    else:
        _plan(ticket, clock.now() + timedelta(minutes=team.attend_within_minutes))


def plan_for_waiting(team: Team) -> None:
    """The team's rules have changed: what waits there already may have waited long enough to fall back."""
    if not team.fallback_team_id:
        return
    rows = [
        RoutingLook(ticket_id=pk, at=clock.now())
        for pk in Ticket.objects.waiting_for(team).order_by().values_list("pk", flat=True)
    ]
    RoutingLook.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def done(ticket: Ticket) -> None:
    RoutingLook.objects.filter(ticket=ticket).delete()


def falls_back_at(team: Team, since: datetime) -> datetime:
    return since + timedelta(minutes=team.falls_back_after_minutes)


def is_unattended(ticket: Ticket) -> bool:
    """Whether routing gave the ticket to its owner, who neither opened it since nor did anything with it.

    Somebody who had seen everything that was said has nothing to open.
    """
    given = RoutingDecision.objects.filter(ticket=ticket, agent=ticket.assignee_id, at=ticket.assigned_at)
    if ticket.assigned_at is None or not given.exists():
        return False
    seen = Q(read_at__gte=ticket.assigned_at) | Q(read_at__gte=ticket.last_message_at)
    if ReadMark.objects.filter(seen, ticket=ticket, agent=ticket.assignee_id).exists():
        return False
    acted = Event.objects.about(ticket).filter(actor_kind="agent", actor_id=ticket.assignee_id)
    return not acted.filter(occurred_at__gte=ticket.assigned_at).exists()


def _plan(ticket: Ticket, at: datetime) -> None:
    RoutingLook.objects.bulk_create(
        [RoutingLook(ticket=ticket, at=at)],
        update_conflicts=True,
        update_fields=["at"],
        unique_fields=["tenant", "ticket"],
    )
