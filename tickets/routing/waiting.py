"""Tickets that nobody could take: handed out as soon as somebody can, the most urgent first."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from helpdesk.accounts.models import Team
from tickets.models import Ticket
from tickets.routing import staff
from tickets.routing.next import route

MOST_AT_ONCE = 50


@transaction.atomic
def drain(team: Team, *, most: int = MOST_AT_ONCE) -> int:
    """Hand out what waits in the team until nobody is free any more; returns how many tickets found an owner.

    What is left when `most` were looked at is the next sweep's.
    """
    given = 0
    for ticket in Ticket.objects.waiting_for(team)[:most]:
        if route(ticket):
            given += 1
        elif not staff.somebody_is_free(team):
            break
    return given


def drain_teams_of(agent_id: int) -> int:
    """The same for every team of an agent who has come, or has room again."""
    waiting = Ticket.objects.open().unassigned().filter(team=OuterRef("pk"))
    teams = Team.objects.filter(Exists(waiting), memberships__agent=agent_id).order_by("pk")
    return sum(drain(team) for team in teams)
