"""Where nobody can: another team after a time, one alarm and not one a ticket, and switched off is off."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from helpdesk.accounts import presence, teams
from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.notices.models import Notice
from tests.factories.tickets import make_ticket
from tickets import tasks
from tickets.models import RoutingAlarm, RoutingDecision, RoutingLook, Ticket
from tickets.routing import again, alarms
from tickets.routing.next import route

TEST = Actor.system("test")


@pytest.fixture
def support(acme) -> Team:
    Agent.objects.update(is_on_duty=False)
    return Team.objects.get(is_default=True)


@pytest.fixture
def second(acme, bo) -> Team:
    team = Team.objects.create(name="Second line")
    team.memberships.create(agent=bo)
    return team


def later(**length):
    return clock.at(clock.now() + timedelta(**length))


def test_after_its_time_a_ticket_moves_to_the_fallback_team_and_is_given_there(
    a_ticket, support, second, deliver, bo, ada
):
    # given
    teams.set_routing(support, {"fallback_team": second, "falls_back_after_minutes": 30}, by=TEST)
    support.memberships.filter(agent=bo).delete()
    Agent.objects.filter(pk=bo.pk).update(is_on_duty=True)
    ticket = a_ticket()
    deliver()
    # when, then: too early, then in time
    with later(minutes=29):
        again.look(ticket.pk)
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (support, None)
    with later(minutes=30):
        again.look(ticket.pk)
        deliver()
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (second, bo)
    whys = list(RoutingDecision.objects.order_by("id").values_list("team__name", "why"))
    assert whys == [("Support", ""), ("Support", "fell_back"), ("Second line", "next_turn")]
    assert not RoutingLook.objects.exists()


def test_tickets_that_waited_before_the_rule_fall_back_as_well(a_ticket, support, second, deliver):
    ticket = a_ticket()
    deliver()
    Ticket.objects.filter(pk=ticket.pk).update(created_at=clock.now() - timedelta(hours=3))
    teams.set_routing(support, {"fallback_team": second}, by=TEST)
    deliver()
    tasks.look_at_routed()
    ticket.refresh_from_db()
    assert ticket.team == second


def test_a_circle_of_fallbacks_is_refused_with_its_way(support, second):
    teams.set_routing(support, {"fallback_team": second}, by=TEST)
    with pytest.raises(ValidationError, match="Second line → Support → Second line"):
        teams.set_routing(second, {"fallback_team": support}, by=TEST)
    with pytest.raises(ValidationError, match="circle"):
        teams.set_routing(second, {"fallback_team": second}, by=TEST)


def test_a_restricted_team_does_not_fall_back_where_everybody_reads(support, second):
    Team.objects.filter(pk=support.pk).update(is_restricted=True)
    with pytest.raises(ValidationError, match="restricted"):
        teams.set_routing(support, {"fallback_team": second}, by=TEST)


def test_a_team_whose_routing_is_off_gives_nothing_out(a_ticket, support, deliver, bo):
    teams.set_routing(support, {"is_routed": False}, by=TEST)
    presence.go_on_duty(bo, by=TEST)
    ticket = a_ticket()
    deliver()
    tasks.sweep_waiting()
    assert route(ticket) is None
    assert not RoutingDecision.objects.exists()
    teams.set_routing(support, {"is_routed": True}, by=TEST)
    deliver()
    ticket.refresh_from_db()
    assert ticket.assignee == bo


def told() -> list:
    return sorted(Notice.objects.filter(text__contains="nobody is on duty").values_list("agent__name", flat=True))


def test_tickets_that_wait_alone_are_told_once_to_lead_and_administrators(grace, support, deliver, bo, monkeypatch):
    # given: the company is open, whatever day it is; many tickets, none waiting for half an hour yet
    monkeypatch.setattr(alarms, "_hours", [])
    tickets = [make_ticket(grace) for _ in range(4)]
    deliver()
    alarms.consider([support.pk])
    assert not RoutingAlarm.objects.exists()
    # when
    Ticket.objects.update(created_at=clock.now() - timedelta(minutes=31))
    for _round in range(3):
        tasks.look_at_routed()
        deliver()
    # then
    assert told() == ["Ada", "Mia", "Olga"]
    assert Notice.objects.filter(agent__name="Ada", text="Tickets wait in Support and nobody is on duty: 4").exists()
    # somebody comes: the next time it is told again
    presence.go_on_duty(bo, by=TEST)
    deliver()
    tasks.look_at_routed()
    assert not RoutingAlarm.objects.exists()
    presence.go_away(bo, by=TEST)
    Ticket.objects.filter(pk=tickets[0].pk).update(assignee=None)
    tasks.look_at_routed()
    deliver()
    assert told() == ["Ada", "Ada", "Mia", "Mia", "Olga", "Olga"]


def test_outside_the_hours_nobody_is_alarmed(grace, support, monkeypatch):
    make_ticket(grace)
    Ticket.objects.update(created_at=clock.now() - timedelta(hours=3))
    monkeypatch.setattr(alarms, "_hours", [lambda at: False])
    alarms.consider([support.pk])
    assert not RoutingAlarm.objects.exists()
