"""Which agent gets a ticket that nobody owns."""

from dataclasses import replace

from django.db import transaction

from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.models.team import Routing
from helpdesk.events.actors import Actor
from tickets import assignment
from tickets.models import Ticket
from tickets.routing import asking, decisions, looks, staff
from tickets.routing.choosing import Asked, Choice, choose, hindrance
from tickets.routing.past import ROUTING_NAME
from tickets.routing.reasons import Why
from tickets.routing.strategies import least_loaded, round_robin, skill_fit

ROUTING = Actor.system(ROUTING_NAME)
STRATEGIES = {
    Routing.ROUND_ROBIN: round_robin,
    Routing.LEAST_LOADED: least_loaded,
    Routing.SKILL_FIT: skill_fit,
}


# Without a savepoint: a failure is no answer to go on with, and a drain of fifty would take a hundred of them.
@transaction.atomic(savepoint=False)
def route(ticket: Ticket) -> Agent | None:
    """Give an open, unowned ticket to an agent of its team who can take it; None where nobody can.

    The team's row is held while choosing, so that workers side by side take turns and no two choose the same agent.
    A ticket that somebody else holds right now is passed over: whoever holds a team waits for no ticket, and the
    sweep comes back to it. Repeating it changes nothing.
    """
    team = Team.objects.select_for_update().filter(pk=ticket.team_id, is_routed=True).one()
    if team is None:
        return None
    waiting = Ticket.objects.waiting_for(team).filter(pk=ticket.pk).order_by()
    ticket = waiting.select_for_update(skip_locked=True).one()
    if ticket is None:
        return None
    request = asking.read(ticket, team)
    choice = choose_of(team, request.asked)
    decisions.remember(ticket, team, choice, request)
    if choice.chosen is None:
        looks.plan_while_waiting(ticket, team, request)
        return None
    agent = Agent.objects.able_to_answer().get(pk=choice.chosen.agent_id)
    assignment.assign_locked(ticket, agent, by=ROUTING, reason=str(Why(choice.why).label))
    looks.plan_when_given(ticket, team)
    return agent


def choose_of(team: Team, asked: Asked) -> Choice:
    """Who gets it, with the turn taken. An agent whom another team has filled meanwhile is not chosen after all."""
    people, strategy = staff.of(team), STRATEGIES[team.routing]
    if strategy is skill_fit and not asked.skills:
        strategy = least_loaded
    while True:
        choice = choose(people, strategy, asked)
        if choice.chosen is None:
            return choice
        staff.take_turn(choice.chosen, people)
        if choice.chosen.limit is None:
            return choice
        counted = replace(choice.chosen, load=staff.load_of_each([choice.chosen.agent_id])[choice.chosen.agent_id])
        if not hindrance(counted, asked):
            return choice
        people = [counted if each is choice.chosen else each for each in people]
