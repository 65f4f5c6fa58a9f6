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
    with clock.at(utc("06-01 07:00")):  # what passed before a rule came to be is none of its business
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
    with clock.at(utc("06-01 08:30")):
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


@pytest.mark.parametrize("how", ["new", "switched on again", "its time is edited", "returned to an earlier version"])
def test_what_had_passed_before_is_left_alone_until_it_begins_anew(a_ticket, grace, how):
    with clock.at(utc("06-01 08:00")):
        old = a_ticket()
    with clock.at(utc("06-03 07:30")):
        young = a_ticket()
    rule = a_rule(since="customer_said", wait_seconds=48 * HOUR if how != "its time is edited" else 400 * HOUR)
    with clock.at(utc("06-03 09:00")):
        match how:
            case "new":
                rules.remove(rule, by=BY)
                values = {"name": "Again", "since": "customer_said", "wait_seconds": 48 * HOUR, "actions": rule.actions}
                rule = rules.make(values, by=BY, is_active=True)
            case "switched on again":
                rules.switch(rule, False, by=BY)
                rule = rules.switch(rule, True, by=BY)
            case "its time is edited":
                rule = rules.change(rule, rules.definition_of(rule) | {"wait_seconds": 48 * HOUR}, by=BY)
            case _:
                rules.change(rule, rules.definition_of(rule) | {"wait_seconds": 400 * HOUR}, by=BY)
                rule = rules.return_to(rule, 1, by=BY)
        while schedules.place_some(rule.pk):
            pass
        schedules.fire_due()
    assert (notes(old), notes(young)) == (0, 0)
    # when something else happens to the old one, it is still left alone
    with clock.at(utc("06-03 10:00")):
        triage.set_priority(old, 4, by=BY)
    wait_until("06-03 11:00")
    assert notes(old) == 0
    # what passes from now on is acted on, and the old one once it began anew
    wait_until("06-05 07:30")
    assert (notes(old), notes(young)) == (0, 1)
    with clock.at(utc("06-05 08:00")):
        conversation.receive(old, grace, Words("Hello?"))
    wait_until("06-07 08:00")
    assert notes(old) == 1


def test_a_rule_whose_author_says_so_acts_on_what_had_passed(a_ticket):
    with clock.at(utc("05-01 08:00")):
        old = a_ticket()
    rule = a_rule(since="created", wait_seconds=HOUR, catches_up=True)
    while schedules.place_some(rule.pk):
        pass
    wait_until("06-01 08:00")
    assert notes(old) == 1


def test_another_name_or_number_of_a_rule_does_not_make_it_new(a_ticket):
    rule = a_rule(since="created", wait_seconds=HOUR)
    with clock.at(utc("06-01 08:00")):
        ticket = a_ticket()
    with clock.at(utc("06-01 12:00")):
        rules.change(rule, rules.definition_of(rule) | {"name": "Other", "most_an_hour": 9}, by=BY)
    wait_until("06-01 12:01")
    assert notes(ticket) == 1


def test_an_edit_of_business_hours_moves_the_rows(a_ticket, ada):
    from helpdesk.events.delivering import deliver_all
    from sla import opening_hours
    from sla.models import Calendar

    rule = a_rule(since="created", wait_seconds=4 * HOUR, basis="business")
    with clock.at(utc("06-01 08:00")):  # Monday, 10:00 in Berlin
        a_ticket()
    assert RuleDue.objects.get().fire_at == utc("06-01 12:00")
    # when that Monday turns out to be a day off
    calendar = Calendar.objects.get(is_default=True)
    with clock.at(utc("06-01 09:00")):
        form = calendar.form | {"exceptions": {"2026-06-01": []}}
        opening_hours.edit(calendar, name=calendar.name, form=form, is_default=True, by=Actor.agent(ada))
        deliver_all()
        while schedules.place_some(rule.pk):
            pass
    # then the four hours end on Tuesday: opening at 9:00 in Berlin
    assert RuleDue.objects.get().fire_at == utc("06-02 11:00")


def test_all_rules_together_have_a_limit_and_the_one_that_reaches_it_asks(a_ticket, ada, client_of):
    settings = client_of(ada)
    assert settings.post("/settings/rules/limit/", {"most_an_hour": "0"}).status_code == 422
    assert settings.post("/settings/rules/limit/", {"most_an_hour": "3"}).status_code == 302
    assert b"At most 3 tickets within an hour" in settings.get("/settings/rules/").content
    with clock.at(utc("06-01 08:00")):
        for number in range(2):
            a_rule(name=f"R{number}", since="created", wait_seconds=HOUR + number)
        for _number in range(4):
            a_ticket()
    wait_until("06-01 10:00")
    # the first touched three tickets; a fourth would be one too many, for it and for the second rule
    assert RuleRun.objects.fired().values("ticket").distinct().count() == 3
    assert (
        list(Rule.objects.existing().in_order().values_list("paused_because", flat=True))
        == ["all rules together would have touched more than 3 tickets within an hour"] * 2
    )


def test_a_trial_says_what_it_judged_and_how_many_have_passed(a_ticket, ada, monkeypatch):
    from tickets.automation import trials

    with clock.at(utc("06-01 08:00")):
        for _number in range(3):
            a_ticket()
    with clock.at(utc("06-01 10:30")):
        a_ticket()
    values = {"name": "Try", "since": "created", "wait_seconds": HOUR, "actions": [{"do": "note", "text": "x"}]}
    with clock.at(utc("06-01 11:00")):
        every = trials.of(rules.read(values), ada)
        monkeypatch.setattr(trials, "MOST_TRIED", 2)
        some = trials.of(rules.read(values), ada)
    assert (every.judged, every.is_all_judged, every.count, every.passed) == (4, True, 4, 3)
    assert (some.judged, some.is_all_judged, some.judged_from) == (2, False, utc("06-01 08:00"))
