"""Rules hear of ratings and look at them; metrics adds both from above."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from metrics.models import Survey
from metrics.surveys import answering
from tickets import conversation
from tickets.automation import rules
from tickets.automation.conditions import reading
from tickets.automation.conditions.compiling import compiled
from tickets.automation.conditions.judging import judge
from tickets.conversation import Words
from tickets.models import Rule, RuleRun, Ticket

BY = Actor.system("test")


def rated(ticket: Ticket, *scores: int) -> None:
    """Answers of the customer, one after the other."""
    from helpdesk.base import clock

    for seq, score in enumerate(scores, 1):
        now = clock.now()
        survey = Survey.objects.create(
            ticket=ticket, contact=ticket.requester, resolve_seq=seq, resolved_at=now, resolved_by="agent",
            state="sent", due_at=now, sent_at=now, expires_at=now,
        )  # fmt: skip
        answering.answer(survey, score)


@pytest.fixture
def example(acme, ada):
    """The example that every new company finds, switched on."""
    rule = Rule.objects.get(name="Low rating")
    assert not rule.is_active
    return rules.switch(rule, True, by=Actor.agent(ada))


@pytest.mark.parametrize(("score", "tags"), [(1, ["low-rating"]), (2, ["low-rating"]), (3, []), (5, [])])
def test_a_low_rating_is_acted_on_when_it_comes_in(example, a_ticket, score, tags):
    ticket = a_ticket()
    deliver_all()
    rated(ticket, score)
    deliver_all()
    assert list(ticket.ticket_tags.values_list("tag__name", flat=True)) == tags
    assert RuleRun.objects.get(rule=example).outcome == ("fired" if tags else "no_match")


def test_ratings_and_answers_are_judged_alike_in_memory_and_by_the_database(acme, a_ticket, bo, monday_morning):
    never, once, again = (a_ticket() for _number in range(3))
    rated(once, 2)
    rated(again, 1, 5)
    conversation.reply(once, Words("One"), by=bo)
    conversation.reply(again, Words("One"), by=bo)
    conversation.reply(again, Words("Two"), by=bo)
    every = list(Ticket.objects.all())
    cases = [("rating", op, value) for op in ("more", "less", "in", "not_in") for value in ("1", "2", "5")]
    cases += [
        ("customer_rating", "in", "5"),
        ("answers", "more", "0"),
        ("answers", "in", "2"),
        ("answers", "less", "1"),
    ]
    for name, op, value in cases:
        asked = reading.read({"all": [{"field": name, "op": op, "value": [value]}]})
        one_by_one = {ticket.pk for ticket in every if judge(asked, ticket).holds}
        assert one_by_one == set(Ticket.objects.filter(compiled(asked)).values_list("pk", flat=True)), (name, op, value)
    is_set = reading.read({"all": [{"field": "rating", "op": "is_set"}]})
    assert {ticket.pk for ticket in every if judge(is_set, ticket).holds} == {once.pk, again.pk}
    # what came last counts; the customer's is that of any ticket of theirs
    assert judge(reading.read({"all": [{"field": "rating", "op": "in", "value": ["5"]}]}), again).holds
    assert judge(reading.read({"all": [{"field": "customer_rating", "op": "in", "value": ["5"]}]}), never).holds


def test_the_builder_of_rules_offers_them(ada, client_of):
    page = client_of(ada).get("/settings/rules/new/").content.decode()
    for said in ("The customer rates the support", "Last rating of this ticket", "Answers of agents so far"):
        assert said in page
