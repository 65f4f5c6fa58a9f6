"""What the rail counts: each agent's own, of the teams it sees, at once after something changed."""

from datetime import UTC, datetime, timedelta

from helpdesk.accounts import teams
from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import sweeping
from tests.factories.tickets import make_ticket
from tickets import assignment, queues
from tickets.models import Ticket


def counts(agent) -> dict[str, int]:
    """As the next request of that agent sees them."""
    return queues.counts(Agent.objects.get(pk=agent.pk))


def test_agents_who_share_the_statement_get_their_own_counts(grace, ada, bo):
    # given
    counts(ada)
    ticket = make_ticket(grace)
    # when
    assignment.assign(ticket, bo, by=Actor.agent(ada))
    # then
    assert (counts(bo)["mine"], counts(ada)["mine"]) == (1, 0)
    assert counts(ada)["open"] == counts(bo)["open"] == 1


def test_a_ticket_counts_as_breached_as_soon_as_its_time_is_over(a_ticket, bo):
    ticket = a_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(due_at=clock.now() + timedelta(hours=1))
    assert counts(bo)["breached"] == 0
    with clock.move_by(timedelta(hours=2)):
        assert counts(bo)["breached"] == 1


def test_a_team_that_closes_its_doors_is_gone_from_the_rail_and_comes_with_membership(grace, ada, bo):
    # given
    team = teams.make({"name": "Payroll"}, [ada], by=Actor.agent(ada))
    assignment.hand_over(make_ticket(grace), team, by=Actor.agent(ada))
    key = f"team-{team.pk}"
    assert counts(bo)[key] == 1
    # when
    teams.change(team, {"is_restricted": True}, [ada], by=Actor.agent(ada))
    # then
    assert key not in counts(bo)
    assert counts(bo)["open"] == 0
    assert queues.queue_for(Agent.objects.get(pk=bo.pk), key) is None
    assert counts(ada)[key] == 1
    # when
    teams.change(team, {}, [ada, bo], by=Actor.agent(ada))
    # then
    assert counts(bo)[key] == 1


def test_what_is_at_risk_is_neither_safe_yet_nor_lost_already(a_ticket, bo):
    """Three quarters of the eight hours to a first answer, and not yet all of them."""
    monday = datetime(2026, 6, 1, 7, tzinfo=UTC)
    with clock.at(monday):
        a_ticket()
    counted = []
    for hours in (5, 7):
        with clock.at(monday + timedelta(hours=hours)):
            counted.append(counts(bo)["at-risk"])
    with clock.at(monday + timedelta(hours=8, minutes=1)):
        sweeping.fire_all_due()
        counted.append(counts(bo)["at-risk"])
    assert counted == [0, 1, 0]
