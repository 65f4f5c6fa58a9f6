"""Rules on time: they act when their time has come, once for each beginning, and never look at all tickets."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tests.sla.worlds import utc
from tickets import conversation, lifecycle, triage
from tickets.automation import rules, schedules
from tickets.conversation import Words
from tickets.models import Message, Rule, RuleDue, RuleRun, Status

BY = Actor.system("test")
HOUR = 3600


def a_rule(**values):
    values = {"name": "Nudge", "since": "status", "wait_seconds": 72 * HOUR} | values
    values = {"actions": [{"do": "note", "text": "Still waiting"}]} | values
    return rules.make(values, by=BY, is_active=True)


def in_status(category):
    return {"all": [{"field": "status", "op": "in", "value": [category]}], "any": []}


def wait_until(moment):
    with clock.at(utc(moment)):
        return schedules.fire_due()


def notes(ticket):
    return Message.objects.filter(ticket=ticket, kind="note").count()


@pytest.fixture(autouse=True)
def without_examples(acme):
    """Only the rules of the test itself."""
    for rule in Rule.objects.existing():
        rules.remove(rule, by=BY)


@pytest.fixture
def pending(acme):
    return Status.objects.default_of("pending")


def test_pending_for_three_days_is_acted_on_once(a_ticket, bo, pending):
    a_rule(conditions=in_status("pending"))
    with clock.at(utc("06-01 08:00")):
        ticket = a_ticket()
        lifecycle.set_status(ticket, pending, by=Actor.agent(bo))
    assert wait_until("06-04 07:59") == 0
    assert wait_until("06-04 08:00") == 1
    assert wait_until("06-10 08:00") == 0
    assert notes(ticket) == 1
    run = RuleRun.objects.get()
    assert (run.outcome, run.anchor_at, run.event) == ("fired", utc("06-01 08:00"), None)
    # and once more after it waited anew
    with clock.at(utc("06-11 08:00")):
        lifecycle.set_status(ticket, Status.objects.default_of("open"), by=Actor.agent(bo))
        lifecycle.set_status(ticket, pending, by=Actor.agent(bo))
    assert wait_until("06-14 08:00") == 1
    assert notes(ticket) == 2


def test_a_change_before_the_time_puts_it_off(a_ticket, grace, pending, bo):
    a_rule(since="touched", wait_seconds=5 * 24 * HOUR)
    with clock.at(utc("06-01 08:00")):
        ticket = a_ticket()
    with clock.at(utc("06-05 08:00")):
        conversation.receive(ticket, grace, Words("Any news?"))
    assert wait_until("06-06 08:00") == 0
    assert wait_until("06-10 08:00") == 1
    # what the rule did itself is nobody's touch: it does not begin again
    assert wait_until("06-30 08:00") == 0
    assert notes(ticket) == 1


def test_what_comes_to_fit_later_is_acted_on_at_that_change(a_ticket):
    a_rule(
        since="created", wait_seconds=HOUR, conditions={"all": [{"field": "priority", "op": "in", "value": ["urgent"]}]}
    )
    with clock.at(utc("06-01 08:00")):
        ticket = a_ticket()
    assert wait_until("06-01 10:00") == 1
    assert RuleRun.objects.get().outcome == "no_match"
    with clock.at(utc("06-02 08:00")):
        triage.set_priority(ticket, 4, by=BY)
    assert wait_until("06-02 08:01") == 1
    assert notes(ticket) == 1


def test_business_hours_are_those_of_the_company(a_ticket):
    a_rule(since="created", wait_seconds=4 * HOUR, basis="business")
    with clock.at(utc("06-05 14:00")):  # Friday, 16:00 in Berlin: an hour is left
        a_ticket()
    assert RuleDue.objects.get().fire_at == utc("06-08 10:00")


def test_solved_and_closed_tickets_are_left_alone_unless_meant(a_ticket, bo):
    a_rule(since="status", wait_seconds=48 * HOUR, conditions=in_status("resolved"))
    with clock.at(utc("06-01 08:00")):
        ticket, closed = a_ticket(), a_ticket()
        lifecycle.resolve(ticket, by=Actor.agent(bo))
        lifecycle.close(closed, by=Actor.agent(bo))
    assert wait_until("06-03 08:00") == 1
    assert (notes(ticket), notes(closed)) == (1, 0)
    assert not RuleDue.objects.filter(ticket=closed).exists()


def test_a_new_rule_is_planned_for_tickets_that_are_there_in_bounded_steps(a_ticket, monkeypatch):
    with clock.at(utc("06-01 08:00")):
        for _number in range(5):
            a_ticket()
    monkeypatch.setattr(schedules, "MOST_PLACED", 2)
    rule = a_rule(since="created")
    assert RuleDue.objects.count() == 0
    assert [schedules.place_some(rule.pk) for _step in range(4)] == [True, True, True, False]
    assert RuleDue.objects.filter(fire_at=utc("06-04 08:00")).count() == 5
    assert Rule.objects.existing().get().placed_version == 1
    # an edited time moves the rows that have not acted
    rules.change(rule, rules.definition_of(rule) | {"wait_seconds": HOUR}, by=BY)
    while schedules.place_some(rule.pk):
        pass
    assert RuleDue.objects.filter(fire_at=utc("06-01 09:00")).count() == 5


def test_more_than_the_limit_pauses_and_goes_on_when_let(a_ticket, ada):
    with clock.at(utc("06-01 08:00")):
        rule = a_rule(since="created", wait_seconds=HOUR, most_an_hour=2)
        for _number in range(4):
            a_ticket()
    wait_until("06-01 10:00")
    assert RuleRun.objects.fired().count() == 2
    assert Rule.objects.existing().get().paused_at
    with clock.at(utc("06-01 10:30")):
        rules.let_go_on(rule, by=Actor.agent(ada))
        while schedules.place_some(rule.pk):
            pass
        schedules.fire_due()
    assert RuleRun.objects.fired().count() == 4


def test_planning_costs_the_same_for_many_tickets_as_for_few(a_ticket):
    rule = a_rule(since="touched")
    tickets = [a_ticket() for _number in range(6)]
    RuleDue.objects.all().delete()
    with CaptureQueriesContext(connection) as few:
        schedules.plan([rule], tickets[:1])
    with CaptureQueriesContext(connection) as many:
        schedules.plan([rule], tickets[1:])
    assert len(few) == len(many)


def test_a_rule_that_is_off_does_nothing_though_its_time_has_come(a_ticket):
    with clock.at(utc("06-01 08:00")):
        rule = a_rule(since="created", wait_seconds=HOUR)
        ticket = a_ticket()
        rules.switch(rule, False, by=BY)
    with clock.at(utc("06-01 08:00") + timedelta(hours=2)):
        schedules.fire_due()
    assert notes(ticket) == 0


def test_one_ticket_that_fails_does_not_stop_the_others(a_ticket, monkeypatch):
    with clock.at(utc("06-01 08:00")):
        a_rule(since="created", wait_seconds=HOUR)
        bad, good = a_ticket(), a_ticket()
    look = schedules.looking.look

    def look_unless_bad(rule, ticket, **more):
        if ticket.pk == bad.pk:
            raise RuntimeError("nobody can look at this")
        return look(rule, ticket, **more)

    monkeypatch.setattr(schedules.looking, "look", look_unless_bad)
    assert wait_until("06-01 09:00") == 2
    assert (notes(bad), notes(good)) == (0, 1)
    assert wait_until("06-01 09:01") == 0
