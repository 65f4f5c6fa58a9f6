"""Looking at a ticket whose time has come: it falls back to another team, or goes from who let it lie to the next."""

from django.db import transaction

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from tickets import assignment
from tickets.models import Ticket
from tickets.routing import asking, decisions, looks, staff
from tickets.routing.choosing import choose
from tickets.routing.next import ROUTING, STRATEGIES, route
from tickets.routing.reasons import Why


@transaction.atomic
def look(ticket_id: int) -> None:
    """Do what is due for the ticket now. Nothing being due changes nothing; one that somebody holds stays due."""
    team_id = Ticket.objects.filter(pk=ticket_id).values_list("team", flat=True).first()
    team = Team.objects.select_for_update().filter(pk=team_id).first()
    held = Ticket.objects.select_for_update(skip_locked=True).filter(pk=ticket_id, team=team_id).first()
    if held is None:
        return
    looks.done(held)
    if team is None or not team.is_routed or not held.is_open:
        return
    if held.assignee_id is None:
        _look_at_waiting(held, team)
    elif team.attend_within_minutes is not None and looks.is_unattended(held):
        _take_back(held, team)


def _look_at_waiting(ticket: Ticket, team: Team) -> None:
    request = asking.read(ticket, team)
    if route(ticket) or team.fallback_team_id is None:
        return
    if looks.falls_back_at(team, request.since) <= clock.now():
        choice = choose(staff.of(team), STRATEGIES[team.routing], request.asked)
        decisions.remember(ticket, team, choice, request, why=Why.FELL_BACK)
        assignment.hand_over(ticket, team.fallback_team, by=ROUTING)
        looks.done(ticket)


def _take_back(ticket: Ticket, team: Team) -> None:
    """To whoever can take it instead. Where nobody can, an owner who is there keeps it: waiting helps no customer."""
    asked = asking.read(ticket, team).asked
    others = [each for each in staff.of(team) if each.agent_id != ticket.assignee_id]
    is_there = Agent.objects.on_duty().filter(pk=ticket.assignee_id).exists()
    if is_there and choose(others, STRATEGIES[team.routing], asked).chosen is None:
        looks.plan_when_given(ticket, team)
        return
    route(assignment.unassign(ticket, by=ROUTING))
