"""A rule may decide that a customer is not asked for a rating; metrics adds the action from above."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from helpdesk.events.models import Event
from helpdesk.mailout.models import OutgoingMail
from metrics.models import Survey
from metrics.surveys import sending
from tickets import conversation, lifecycle
from tickets.automation import rules
from tickets.conversation import Words
from tickets.models import Ticket

ONLY = {"all": [{"field": "channel", "op": "in", "value": ["email"]}]}
DRAFT = {"name": "No questions", "conditions": ONLY, "actions": [{"do": "no_survey"}]}


@pytest.fixture
def solve(bo):
    """Bo answers and solves a ticket."""

    def work(ticket: Ticket) -> None:
        conversation.reply(ticket, Words("Done."), by=bo)
        lifecycle.resolve(ticket, by=Actor.agent(bo))
        deliver_all()

    return work


@pytest.mark.parametrize("moment", ["opened", "status"])
def test_nobody_is_asked_whether_it_was_decided_before_or_after_the_solving(ada, a_ticket, solve, moment):
    rules.make({**DRAFT, "events": [moment]}, by=Actor.agent(ada), is_active=True)
    ticket = a_ticket()
    deliver_all()
    solve(ticket)
    with clock.move_by(timedelta(days=2)):
        sending.send_due(list(Survey.objects.values_list("pk", flat=True)))
    survey = Survey.objects.get()
    assert (survey.state, survey.reason) == ("skipped", "unwanted")
    assert not OutgoingMail.objects.filter(purpose="survey").exists()


def test_it_is_decided_once_however_often_the_rule_fires(ada, a_ticket, solve):
    rules.make({**DRAFT, "events": ["status"]}, by=Actor.agent(ada), is_active=True)
    ticket = a_ticket()
    for _again in range(2):
        solve(ticket)
        lifecycle.reopen(Ticket.objects.get(pk=ticket.pk), by=Actor.system("test"))
        deliver_all()
    assert Event.objects.about(ticket).filter(kind="survey.unwanted").count() == 1


def test_other_tickets_are_asked_about_as_ever(a_ticket, solve):
    solve(a_ticket())
    assert Survey.objects.get().state == "planned"
