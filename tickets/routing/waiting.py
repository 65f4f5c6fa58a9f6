"""Tickets that nobody could take: handed out as soon as somebody can, the most urgent first."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from tickets.models import Ticket
from tickets.routing import needs, staff, weights
from tickets.routing.choosing import Candidate
from tickets.routing.next import route

MOST_AT_ONCE = 50


@transaction.atomic
def drain(team: Team, *, most: int = MOST_AT_ONCE) -> int:
    """Hand out what waits in the team until nobody is free any more; returns how many tickets found an owner.

    What is left when `most` were looked at is the next sweep's.
    """
    given = 0
    for ticket in _in_reach(team)[:most]:
        if route(ticket):
            given += 1
        elif not _free(team):
            break
    return given


def drain_teams_of(agent_id: int) -> int:
    """The same for every team of an agent who has come, or has room again."""
    waiting = Ticket.objects.open().unassigned().filter(team=OuterRef("pk"))
    teams = Team.objects.filter(Exists(waiting), memberships__agent=agent_id, is_routed=True).order_by("pk")
    return sum(drain(team) for team in teams)


def _in_reach(team: Team):
    """What waits, without those that ask for a skill nobody free has: however many they are, they hold up no other.

    One that has waited long enough for its skills to be waived is looked at again.
    """
    waiting = Ticket.objects.waiting_for(team)
    asked_for = {row.skill_id for row in needs.book()}
    missing = asked_for - {skill for each in _free(team) for skill in each.skills} if asked_for else set()
    if not missing:
        return waiting
    out_of_reach = Ticket.objects.filter(needs.asking_for(missing))
    if team.skills_waived_after_minutes is not None:
        waits_on = clock.now() - timedelta(minutes=team.skills_waived_after_minutes)
        out_of_reach = out_of_reach.filter(created_at__gt=waits_on)
    return waiting.exclude(pk__in=out_of_reach.open().unassigned().filter(team=team).values("pk"))


def _free(team: Team) -> list[Candidate]:
    """Who has room for the lightest ticket there is."""
    return [each for each in staff.of(team) if each.is_there and each.has_room_for(weights.USUAL)]
