"""Which agent gets a ticket that nobody owns."""

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from tickets import assignment
from tickets.locking import locked
from tickets.models import Ticket
from tickets.routing.strategies import round_robin

ROUTING = Actor.system("routing")


@transaction.atomic
def route(ticket: Ticket) -> Agent | None:
    """Give an open, unowned ticket to the next agent of its team who is on duty; None where nobody is.

    The team's row is held while choosing, so that workers side by side take turns and no two choose the same agent.
    Repeating it changes nothing.
    """
    ticket = locked(ticket)
    if not ticket.is_open or ticket.assignee_id or ticket.team_id is None:
        return None
    team = Team.objects.select_for_update().get(pk=ticket.team_id)
    candidates = Agent.objects.on_duty().able_to_answer().in_team(team)
    agent = round_robin.choose(candidates)
    if agent is None:
        return None
    round_robin.take_turn(agent, candidates)
    assignment.assign(ticket, agent, by=ROUTING, reason=_("next in turn of %(team)s") % {"team": team.name})
    return agent
