"""Rules on events: what they do, once; what they leave alone, and why; and where they stop each other."""

from datetime import timedelta

import pytest

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from helpdesk.events.models import Delivery, Event
from helpdesk.mailout.models import OutgoingMail
from helpdesk.notices.models import Notice
from tickets import assignment, conversation, lifecycle, triage
from tickets.automation import looking, rules, triggers
from tickets.automation.actions.registry import RuleRefused
from tickets.conversation import Letter, Words
from tickets.models import Message, Rule, RuleRun, Status, Tag

BY = Actor.system("test")
URGENT = {"all": [{"field": "subject", "op": "contains", "value": ["outage"]}], "any": []}


@pytest.fixture(autouse=True)
def without_examples(acme):
    """Only the rules of the test itself."""
    for rule in Rule.objects.existing():
        rules.remove(rule, by=BY)


def a_rule(name="Outages", *actions, events=("opened",), is_active=True, **values):
    actions = list(actions) or [{"do": "set_priority", "to": "urgent"}]
    values = {"name": name, "events": list(events), "conditions": URGENT, "actions": actions} | values
    return rules.make(values, by=BY, is_active=is_active)


def runs():
    return list(RuleRun.objects.order_by("id").values_list("rule__name", "outcome"))


def test_a_rule_acts_on_what_it_is_for_and_says_why(a_ticket):
    rule = a_rule("Outages", {"do": "set_priority", "to": "urgent"}, {"do": "tag", "text": "Outage, fire"})
    ticket, other = a_ticket(subject="Outage in Berlin"), a_ticket(subject="A question")
    deliver_all()
    ticket.refresh_from_db()
    assert ticket.priority_key == "urgent"
    assert sorted(ticket.ticket_tags.values_list("tag__name", flat=True)) == ["fire", "outage"]
    acted, not_so = RuleRun.objects.order_by("id")
    assert (acted.ticket, acted.outcome, acted.rule_version) == (ticket, "fired", 1)
    assert acted.because == "Subject contains any of outage"
    assert [row["said"] for row in acted.results] == ["priority Normal → Urgent", "tagged outage, fire"]
    assert (not_so.ticket, not_so.outcome) == (other, "no_match")
    assert not_so.because == "Subject contains any of outage: not so"
    # and each change is the rule's own in the ticket's history
    changed = Event.objects.about(ticket).filter(kind="ticket.priority_changed").get()
    assert changed.actor_name == f"rule/{rule.pk}"
    assert Event.objects.about(ticket).get(kind="ticket.rule_acted").sentence == (
        "The rule “Outages” applies: set the priority Urgent; add the tag Outage, fire"
    )


def test_an_event_that_is_delivered_twice_is_looked_at_once(a_ticket):
    a_rule("Note it", {"do": "note", "text": "Look at {{ticket.number}}"})
    ticket = a_ticket(subject="Outage")
    deliver_all()
    event = Event.objects.about(ticket).get(kind="ticket.opened")
    triggers.let_rules_look(event)
    triggers.let_rules_look(event)
    assert Message.objects.filter(ticket=ticket, kind="note").count() == 1
    assert runs() == [("Note it", "fired")]


def test_without_rules_nothing_is_delivered_to_them(a_ticket):
    a_rule("Off", is_active=False)
    ticket = a_ticket(subject="Outage")
    triage.set_priority(ticket, 3, by=BY)
    assert not Delivery.objects.filter(subscriber__contains="automation").exists()


def test_rules_look_in_order_each_at_what_is_there_then(a_ticket):
    a_rule("First", {"do": "set_priority", "to": "urgent"})
    of_urgent = {"all": [{"field": "priority", "op": "in", "value": ["urgent"]}], "any": []}
    a_rule("Second", {"do": "tag", "text": "seen"}, conditions=of_urgent)
    ticket = a_ticket(subject="Outage")
    deliver_all()
    assert runs() == [("First", "fired"), ("Second", "fired")]
    assert ticket.ticket_tags.get().tag.name == "seen"


def test_once_a_ticket_means_once(a_ticket):
    a_rule("Once", {"do": "note", "text": "x"}, events=["priority"], once_per_ticket=True)
    ticket = a_ticket(subject="Outage")
    for priority in (3, 4):
        triage.set_priority(ticket, priority, by=BY)
        deliver_all()
    assert runs() == [("Once", "fired"), ("Once", "once")]


def test_a_rule_is_not_set_off_by_its_own_change(a_ticket):
    a_rule(
        "Up and down", {"do": "set_priority", "to": "low"}, {"do": "set_priority", "to": "high"}, events=["priority"]
    )
    ticket = a_ticket(subject="Outage")
    triage.set_priority(ticket, 3, by=BY)
    deliver_all()
    assert runs() == [("Up and down", "fired"), ("Up and down", "own_change"), ("Up and down", "own_change")]


def test_rules_that_set_off_each_other_are_stopped_and_administrators_hear_of_it_once(a_ticket, ada):
    steps = [("One", "a", "opened"), ("Two", "b", "tags"), ("Three", "c", "tags"), ("Four", "d", "tags")]
    before = {"b": "a", "c": "b", "d": "c"}
    # the last one first in the list: each has its turn only with the change of the one before
    for name, tag, event in reversed(steps):
        needs = [{"field": "tags", "op": "has_all", "value": [before[tag]]}] if tag in before else []
        lacks = [{"field": "tags", "op": "has_none", "value": [tag]}]
        Tag.objects.get_or_create(name=tag)
        a_rule(name, {"do": "tag", "text": tag}, events=[event], conditions={"all": [*needs, *lacks], "any": []})
    for _again in range(2):
        ticket = a_ticket()
        deliver_all()
        assert sorted(ticket.ticket_tags.values_list("tag__name", flat=True)) == ["a", "b", "c"]
    stopped = RuleRun.objects.filter(outcome="stopped")
    assert [run.rule.name for run in stopped] == ["Four", "Four"]
    assert stopped[0].because == "3 rules in a row had set off each other"
    assert Notice.objects.filter(agent=ada, text__contains="did not act").count() == 1


def test_a_rule_that_would_touch_too_many_asks_first(a_ticket, ada):
    rule = a_rule("Flood", most_an_hour=2)
    for _number in range(4):
        a_ticket(subject="Outage")
        deliver_all()
    rule.refresh_from_db()
    assert (rule.paused_at is not None, rule.paused_because) == (
        True, "it would have touched more than 2 tickets within an hour",
    )  # fmt: skip
    assert [outcome for _name, outcome in runs()] == ["fired", "fired", "paused"]
    assert Notice.objects.filter(agent=ada, text__contains="paused itself").count() == 1
    # when an administrator lets it go on, its hour counts from there
    with clock.move_by(timedelta(minutes=1)):
        rules.let_go_on(rule, by=Actor.agent(ada))
    with clock.move_by(timedelta(minutes=2)):
        a_ticket(subject="Outage")
        deliver_all()
    assert runs()[-1] == ("Flood", "fired")


def test_a_broken_rule_does_nothing_and_says_what_is_gone(a_ticket):
    team = Team.objects.create(name="Second line")
    a_rule("To the second line", {"do": "reassign", "team": team.pk})
    team.delete()
    ticket = a_ticket(subject="Outage")
    deliver_all()
    run = RuleRun.objects.get()
    assert (run.outcome, run.because) == ("broken", "“hand over to a team that is gone”: choose another team.")
    assert Event.objects.about(ticket).filter(kind="ticket.rule_acted").count() == 0


def test_an_action_that_fails_undoes_only_itself(a_ticket, bo):
    a_rule("Both", {"do": "assign", "agent": bo.pk}, {"do": "tag", "text": "seen"}, events=["note"])
    ticket = a_ticket(subject="Outage")
    conversation.note(ticket, Words("x"), by=BY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment, "assign", _refuse)
        deliver_all()
    run = RuleRun.objects.get()
    assert [(row["said"], row["failed"]) for row in run.results] == [
        ("Bo cannot take tickets.", True),
        ("tagged seen", False),
    ]
    assert run.outcome == "fired"


def _refuse(*_args, **_kwargs):
    raise assignment.CannotTake("Bo cannot take tickets.")


def test_a_rule_answers_the_customer_and_nobody_counts_it_as_a_reply(a_ticket, grace):
    a_rule(
        "Answer",
        {"do": "answer", "text": "Dear {{contact.first_name}}, {{ticket.number}} is known."},
        events=["opened"],
    )
    ticket = a_ticket(subject="Outage", channel="portal")
    deliver_all()
    ticket.refresh_from_db()
    said = Message.objects.get(ticket=ticket, kind="agent")
    assert said.text.startswith("Dear Grace, ACME-")
    assert (said.author_name, ticket.first_reply_at, ticket.last_agent_message_at) == ("Acme", None, None)
    assert ticket.status_category == "new"
    assert ticket.reply_due_at is not None
    mail = OutgoingMail.objects.get(purpose="reply")
    assert mail.is_automatic


def test_a_rule_never_answers_a_machine(a_ticket, grace):
    a_rule("Answer", {"do": "answer", "text": "Hello"}, events=["note"])
    ticket = a_ticket(subject="Outage")
    conversation.receive(ticket, grace, Words("I am away"), letter=Letter(machine="auto_reply"))
    conversation.note(ticket, Words("x"), by=BY)
    deliver_all()
    assert RuleRun.objects.get().results[0]["said"] == "not answered: the newest message came from a machine or a list"


def test_colleagues_are_told_by_name_and_by_role(a_ticket, mia, bo):
    a_rule("Tell", {"do": "notify", "who": ["lead"], "agents": [bo.pk]})
    a_ticket(subject="Outage")
    deliver_all()
    told = Notice.objects.filter(text__startswith="Rule “Tell”")
    assert {notice.agent for notice in told} == {mia, bo}
    assert RuleRun.objects.get().results[0]["said"] == "told Bo, Mia"


def test_spam_and_merged_tickets_are_left_alone(a_ticket, bo):
    a_rule("Any", {"do": "tag", "text": "x"}, events=["note"])
    ticket = a_ticket(subject="Outage")
    conversation.note(ticket, Words("x"), by=BY)
    lifecycle.mark_spam(ticket, by=Actor.agent(bo))
    deliver_all()
    assert runs() == []


@pytest.mark.parametrize(
    ("_case", "values", "field"),
    [
        ("no name", {"name": " "}, "name"),
        ("a name that is taken", {"name": "OUTAGES"}, "name"),
        ("no occasion", {"events": []}, "events"),
        ("two occasions", {"since": "created", "wait_seconds": 3600}, "events"),
        ("an unknown event", {"events": ["full_moon"]}, "events"),
        ("no time", {"events": [], "since": "created"}, "wait_seconds"),
        ("no actions", {"actions": []}, "actions"),
        ("an unknown action", {"actions": [{"do": "explode"}]}, "actions[0]"),
        ("an agent that there is not", {"actions": [{"do": "assign", "agent": 999999}]}, "actions[0].agent"),
        ("an empty note", {"actions": [{"do": "note", "text": " "}]}, "actions[0].text"),
        ("an unknown blank", {"actions": [{"do": "note", "text": "{{agent.name}}"}]}, "actions[0].text"),
        ("nobody to tell", {"actions": [{"do": "notify", "who": []}]}, "actions[0].who"),
        (
            "an own field that there is not",
            {"actions": [{"do": "field", "field": "x", "value": 1}]},
            "actions[0].field",
        ),
        ("no ticket an hour", {"most_an_hour": 0}, "most_an_hour"),
        (
            "every customer, unasked",
            {"conditions": {"all": [], "any": []}, "actions": [{"do": "answer", "text": "Hello"}]},
            "for_every_ticket",
        ),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_its_field(acme, _case, values, field):
    a_rule()
    with pytest.raises(RuleRefused) as refused:
        a_rule(**({"name": "Another"} | values))
    assert refused.value.field == field


def test_a_rule_for_every_ticket_that_writes_to_customers_must_be_meant(acme):
    rule = a_rule("All", {"do": "answer", "text": "Hello"}, conditions={"all": [], "any": []}, for_every_ticket=True)
    assert rule.for_every_ticket


def test_a_rule_goes_back_to_what_it_was_in_one_step(acme, ada):
    rule = a_rule()
    rules.change(rule, rules.definition_of(rule) | {"actions": [{"do": "tag", "text": "x"}]}, by=Actor.agent(ada))
    rule = rules.return_to(rule, 1, by=Actor.agent(ada))
    assert (rule.version, rule.actions) == (3, [{"do": "set_priority", "to": "urgent"}])
    kept = list(rule.versions.order_by("number").values_list("author", "changes"))
    assert kept == [("test", "made"), ("Ada", "actions"), ("Ada", "returned to version 1")]
    # the same again is no version
    assert rules.change(rule, rules.definition_of(rule), by=BY).version == 3


def test_a_status_that_is_gone_keeps_a_rule_off(acme):
    status = Status.objects.create(name="Parked", customer_label="x", category="open", position=9)
    rule = a_rule("Park", {"do": "status", "status": status.pk}, is_active=False)
    status.is_active = False
    status.save()
    with pytest.raises(RuleRefused):
        rules.switch(rule, True, by=BY)
    assert not Rule.objects.get(pk=rule.pk).is_active
    assert looking.name_of(rule) == f"rule/{rule.pk}"


def test_a_rule_that_fails_keeps_no_other_from_looking(a_ticket, monkeypatch):
    a_rule("Bad")
    a_rule("Good")
    judge, failing = looking.judge, [True]

    def fail_once(asked, ticket):
        if failing and failing.pop():
            raise RuntimeError("nobody can judge this")
        return judge(asked, ticket)

    monkeypatch.setattr(looking, "judge", fail_once)
    a_ticket(subject="Outage")
    deliver_all()
    assert runs() == [("Bad", "failed"), ("Good", "fired")]
    assert RuleRun.objects.get(outcome="failed").because == "RuntimeError: nobody can judge this"
