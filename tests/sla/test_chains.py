"""Several rules at once: nobody hears the same thing three times, and no two rules keep each other going."""

import pytest

from helpdesk.accounts import teams
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from sla import escalation_rules, policies, sweeping
from sla.engine.terms import Target
from sla.models import Deadline, EscalationRule, Firing, Policy
from tests.sla.worlds import utc
from tickets import assignment
from tickets.automation import rules
from tickets.models import RuleRun


def rule(name: str, actions: list[dict], **columns) -> EscalationRule:
    columns = {"trigger": "percent", "metric": "first_response", "amount": 100} | columns
    return escalation_rules.save(EscalationRule(name=name, actions=actions, **columns), by=Actor.system("test"))


def promise(**hours: float) -> None:
    """First response within so many business hours by priority."""
    aims = {("first_response", priority): Target(int(value * 3600)) for priority, value in hours.items()}
    policies.publish(Policy.objects.get(is_default=True), policies.Draft(aims), by=Actor.system("test"))


@pytest.fixture
def no_rules(acme):
    EscalationRule.objects.update(is_active=False)


def test_c35_who_would_hear_of_three_points_at_once_hears_of_the_highest(no_rules, a_ticket, mia, bo):
    # given rules at 50, 75 and 100 %: the first two tell the lead and the team, the last only the lead
    promise(normal=4)
    team = [{"do": "notify", "who": ["lead", "team"]}]
    rule("Half", team, amount=50)
    rule("Three quarters", [*team, {"do": "tag", "text": "close"}], amount=75)
    rule("Over", [{"do": "notify", "who": ["lead"]}], amount=100)
    with clock.at(utc("06-01 07:00")):
        ticket = a_ticket()
        lead = ticket.team.lead
    # when the sweep was away while all three passed
    with clock.at(utc("06-01 12:00")):
        sweeping.fire_all_due()
    # then all three acted, and each person has one line: the highest meant for them
    assert [one.rule.name for one in Firing.objects.order_by("id")] == ["Half", "Three quarters", "Over"]
    heard = {(notice.agent_id, notice.text.split(" — ")[0]) for notice in Notice.objects.filter(kind="escalated")}
    others = {(agent, "Three quarters") for agent in ticket.team.memberships.values_list("agent_id", flat=True)}
    assert heard == {(lead.pk, "Over")} | {pair for pair in others if pair[0] != lead.pk}
    assert Notice.objects.filter(kind="escalated", agent=lead).count() == 1
    half = Firing.objects.get(rule__name="Half")
    assert half.results[0] == "told nobody"
    assert half.results[1].startswith("superseded for ")


def test_a_rule_may_set_off_another_but_the_fourth_in_a_row_is_stopped(no_rules, a_ticket, ada):
    # given targets so short that each higher priority is overdue at once, and a rule for each priority
    promise(low=8, normal=4, high=2, urgent=1)
    for number, priority in enumerate(("low", "normal", "high", "urgent"), start=1):
        of_this = {"all": [{"field": "priority", "op": "in", "value": [priority]}], "any": []}
        rule(f"Raise {number}", [{"do": "raise_priority"}], amount=100 + number, conditions=of_this)
    with clock.at(utc("06-01 07:00")):
        ticket = a_ticket(priority=1)
    # when eight hours and a little have passed
    with clock.at(utc("06-02 07:30")):
        sweeping.fire_all_due()
        sweeping.fire_all_due()
    # then each rule set off the next, up to the third
    ticket.refresh_from_db()
    assert [one.rule.name for one in Firing.objects.order_by("id")] == ["Raise 1", "Raise 2", "Raise 3"]
    assert ticket.priority_key == "urgent"
    # and the fourth is on record as stopped, and whoever can change rules was told
    stopped = Event.objects.get(kind="clock.chain_stopped")
    assert stopped.data == {"rule": "Raise 4", "depth": 4}
    assert Notice.objects.filter(kind="system", agent=ada, event=stopped).exists()
    assert not Deadline.objects.due(clock.now()).exists()


def test_who_may_not_see_the_ticket_is_not_told_of_it(no_rules, a_ticket, bo, mia):
    """A follower who left a restricted team hears nothing of its tickets any more."""
    promise(normal=4)
    rule("Over", [{"do": "notify", "who": ["followers"]}])
    secret = teams.make({"name": "Legal", "is_restricted": True}, [mia], by=Actor.system("test"))
    with clock.at(utc("06-01 07:00")):
        ticket = a_ticket()
        for agent in (bo, mia):
            assignment.follow(ticket, agent, by=Actor.agent(agent))
        assignment.hand_over(ticket, secret, by=Actor.system("test"))
    with clock.at(utc("06-01 12:00")):
        sweeping.fire_all_due()
    assert [notice.agent for notice in Notice.objects.filter(kind="escalated")] == [mia]


def test_what_comes_due_by_itself_later_is_no_chain(no_rules, a_ticket):
    promise(normal=4, high=4, urgent=4)
    for number, share in enumerate((100, 125, 150, 175, 200)):
        rule(f"At {share}", [{"do": "tag", "text": f"tag-{number}"}, {"do": "raise_priority"}], amount=share)
    with clock.at(utc("06-01 07:00")):
        a_ticket()
    for hour in (12, 13, 14):
        with clock.at(utc(f"06-01 {hour}:00")):
            sweeping.fire_all_due()
    with clock.at(utc("06-02 12:00")):
        sweeping.fire_all_due()
    assert Firing.objects.count() == 5


def test_an_escalation_and_a_rule_on_events_are_links_of_one_chain(no_rules, a_ticket):
    """What an escalation brings about sets off a rule later, elsewhere, and the rule knows whom it follows."""
    promise(normal=4)
    rule("Over", [{"do": "tag", "text": "late"}])
    of_late = {"all": [{"field": "tags", "op": "has_any", "value": ["late"]}], "any": []}
    values = {
        "name": "Late ones",
        "events": ["tags"],
        "conditions": of_late,
        "actions": [{"do": "note", "text": "Late!"}],
    }
    triggers = rules.make(values, by=Actor.system("test"), is_active=True)
    with clock.at(utc("06-01 07:00")):
        ticket = a_ticket()
        deliver_all()
    with clock.at(utc("06-01 12:00")):
        sweeping.fire_all_due()
        deliver_all()
    run = RuleRun.objects.get(ticket=ticket)
    assert (run.outcome, run.chain) == ("fired", [f"escalation/{Firing.objects.get().rule_id}", f"rule/{triggers.pk}"])


def test_an_action_that_fails_undoes_only_itself_and_is_on_record(acme, a_ticket, lin):
    EscalationRule.objects.update(is_active=False)
    failing = {"do": "assign", "agent": lin.pk}
    with clock.at(utc("06-01 08:00")):
        one = rule("Two things", [{"do": "raise_priority"}, {"do": "tag", "text": "late"}], amount=50)
        # an agent who was able to answer when the rule was written, and is not any more
        EscalationRule.objects.filter(pk=one.pk).update(actions=[failing, *one.actions])
        ticket = a_ticket()
    with clock.at(utc("06-01 14:00")):
        sweeping.fire_all_due()
    results = Firing.objects.get(rule=one).results
    assert results[:3] == ["the agent cannot take tickets any more (failed)", "priority Normal → High", "tagged late"]
    ticket.refresh_from_db()
    assert ticket.priority_key == "high"
