"""Tickets that nobody could take are handed out as soon as somebody can, the most urgent first, none twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from helpdesk.accounts import people, presence, skills, teams
from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.factories.tickets import make_ticket
from tickets import assignment, lifecycle, tasks
from tickets.locking import locked
from tickets.models import Contact, Status, Ticket
from tickets.routing import needs, staff, waiting, weights


@pytest.fixture
def support(acme) -> Team:
    return Team.objects.get(is_default=True)


@pytest.fixture
def nobody_there(bo, deliver):
    presence.go_away(bo, by=Actor.agent(bo))
    deliver()


def limit(team, most):
    Team.objects.filter(pk=team.pk).update(most_open_tickets=most)


def owned(*tickets) -> list[bool]:
    stored = dict(Ticket.objects.values_list("pk", "assignee"))
    return [stored[ticket.pk] is not None for ticket in tickets]


def test_who_comes_on_duty_gets_what_waited_the_most_urgent_first(a_ticket, deliver, nobody_there, support, bo):
    # given
    limit(support, 2)
    now = clock.now()
    old, clockless, late, soon = (a_ticket() for _ in range(4))
    deliver()
    for ticket, due in ((old, now + timedelta(hours=9)), (late, now - timedelta(hours=1)), (soon, now)):
        Ticket.objects.filter(pk=ticket.pk).update(due_at=due)
    Ticket.objects.filter(pk=clockless.pk).update(due_at=None)
    # when
    presence.go_on_duty(bo, by=Actor.agent(bo))
    deliver()
    # then
    assert owned(late, soon, old, clockless) == [True, True, False, False]


def test_solving_a_ticket_makes_room_for_the_next(a_ticket, deliver, support, bo):
    limit(support, 1)
    first, second = a_ticket(), a_ticket()
    deliver()
    assert owned(first, second) == [True, False]
    lifecycle.resolve(first, by=Actor.agent(bo))
    deliver()
    assert owned(first, second) == [True, True]


def test_a_higher_limit_of_the_team_or_of_the_agent_is_used_at_once(a_ticket, deliver, support, bo, olga):
    limit(support, 1)
    tickets = [a_ticket() for _ in range(3)]
    deliver()
    teams.change(support, {"most_open_tickets": 2}, [bo], by=Actor.agent(olga))
    deliver()
    assert sum(owned(*tickets)) == 2
    people.change(bo, {"most_open_tickets": 9}, by=olga)
    deliver()
    assert sum(owned(*tickets)) == 3


def test_a_ticket_that_is_put_back_goes_to_somebody_else(a_ticket, deliver, ada, bo):
    ticket = a_ticket()
    deliver()
    presence.go_on_duty(ada, by=Actor.agent(ada))
    assignment.unassign(ticket, by=Actor.agent(bo))
    deliver()
    ticket.refresh_from_db()
    assert ticket.assignee == ada


def test_one_ticket_that_is_not_for_bo_holds_up_no_other(a_ticket, deliver, nobody_there, support, bo):
    put_back, other = a_ticket(), a_ticket()
    assignment.assign(put_back, bo, by=Actor.agent(bo))
    assignment.unassign(put_back, by=Actor.agent(bo))
    Agent.objects.filter(pk=bo.pk).update(is_on_duty=True)
    assert waiting.drain(support) == 1
    assert owned(put_back, other) == [False, True]


def test_the_sweep_finds_what_no_event_told(a_ticket, deliver, support, bo):
    # given
    limit(support, 1)
    first, second = a_ticket(), a_ticket()
    deliver()
    # when
    lifecycle.set_status(first, Status.objects.default_of("pending"), by=Actor.agent(bo))
    deliver()
    before = owned(second)
    tasks.sweep_waiting()
    # then
    assert (before, owned(second)) == ([False], [True])


def test_a_sweep_with_nobody_free_changes_nothing(a_ticket, deliver, support, django_assert_max_num_queries):
    limit(support, 1)
    for _ in range(5):
        a_ticket()
    deliver()
    tasks.sweep_waiting()
    with django_assert_max_num_queries(20):
        tasks.sweep_waiting()
    assert Ticket.objects.filter(assignee=None).count() == 4


def test_eight_workers_draining_at_once_keep_to_the_limits_and_assign_nothing_twice(committed_db):
    # given: Bo is in two teams, which workers drain side by side
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        support = Team.objects.get(is_default=True)
        grace, bo = Contact.objects.get(name="Grace Hopper"), Agent.objects.get(name="Bo")
        billing = Team.objects.create(name="Billing")
        billing.memberships.create(agent=bo)
        Agent.objects.filter(name__in=["Ada", "Bo"]).update(is_on_duty=True, most_open_tickets=3)
        for n in range(12):
            make_ticket(grace, team=(support, billing)[n % 2])

    def work(team):
        try:
            for _round in range(3):
                with use_tenant(acme):
                    waiting.drain(team)
        finally:
            connection.close()

    # when
    threads = [threading.Thread(target=work, args=((support, billing)[n % 2],)) for n in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    # then
    with use_tenant(acme):
        owners = list(Ticket.objects.exclude(assignee=None).values_list("assignee__name", flat=True))
        assert sorted(owners) == ["Ada"] * 3 + ["Bo"] * 3
        assert Event.objects.filter(kind="ticket.assigned").count() == 6


def test_eight_workers_keep_to_skills_and_weights_as_well(committed_db):
    # given: only Bo knows German; a chat weighs 3 of the 4 that each may carry
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        support, grace = Team.objects.get(is_default=True), Contact.objects.get(name="Grace Hopper")
        bo, test = Agent.objects.get(name="Bo"), Actor.system("test")
        Agent.objects.filter(name__in=["Ada", "Bo"]).update(is_on_duty=True, most_open_tickets=4)
        weights.set_all({"chat": 3}, by=test)
        needs.set_for(skills.make("German", {bo: 2}, by=test), [], [], ["de"], by=test)
        german = [make_ticket(grace, language="de", channel="chat") for _ in range(3)]
        for _more in range(8):
            make_ticket(grace, language="")

    def work():
        try:
            for _round in range(3):
                with use_tenant(acme):
                    waiting.drain(support)
        finally:
            connection.close()

    # when
    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    # then
    with use_tenant(acme):
        assert owned(*german) == [True, False, False]
        assert Ticket.objects.get(pk=german[0].pk).assignee == bo
        loads = staff.load_of_each(Agent.objects.filter(is_on_duty=True).values_list("pk", flat=True))
        # Of Bo's limit 1 is kept for the next chat that only Bo can take; Ada has four mails.
        assert sorted(loads.values()) == [3, 4]
        assert Event.objects.filter(kind="ticket.assigned").count() == 5


def test_a_ticket_somebody_is_at_is_passed_over_and_keeps_nobody_waiting(committed_db):
    # given: a colleague's action holds the first of two tickets
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        support, grace = Team.objects.get(is_default=True), Contact.objects.get(name="Grace Hopper")
        held, free = make_ticket(grace), make_ticket(grace)
    is_held, is_done = threading.Event(), threading.Event()

    def hold():
        try:
            with use_tenant(acme):
                locked(held)
                is_held.set()
                is_done.wait(20)
        finally:
            connection.close()

    colleague = threading.Thread(target=hold)
    colleague.start()
    is_held.wait(20)
    # when
    with use_tenant(acme):
        given = waiting.drain(support)
    is_done.set()
    colleague.join()
    # then
    with use_tenant(acme):
        assert (given, owned(held, free)) == (1, [False, True])
    tasks.sweep_waiting()
    with use_tenant(acme):
        assert owned(held, free) == [True, True]


def test_whoever_comes_first_in_the_morning_is_not_given_the_whole_night(a_ticket, deliver, support, bo):
    """A new company's team has a limit from its first day."""
    Agent.objects.update(is_on_duty=False)
    tickets = [a_ticket() for _ in range(23)]
    deliver()
    presence.go_on_duty(bo, by=Actor.agent(bo))
    deliver()
    assert sum(owned(*tickets)) == 20
