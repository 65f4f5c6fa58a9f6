"""A ticket that was answered and solved on Monday, 1 June 2026, at ten; its survey is due a day later."""

import re
from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from metrics.models import Survey
from metrics.surveys import sending
from tickets import conversation, lifecycle
from tickets.conversation import Words
from tickets.models import Ticket

DAY = timedelta(days=1)


@pytest.fixture
def solved(monday_morning, a_ticket, bo):
    """`solved()` is another such ticket; `solved(answered=False)` one that nobody answered."""

    def make(*, answered=True, by=None, automatic=False, **columns):
        ticket = a_ticket(**columns)
        if answered:
            conversation.reply(ticket, Words(text="Try again, please."), by=bo)
        lifecycle.resolve(Ticket.objects.get(pk=ticket.pk), by=by or Actor.agent(bo), automatic=automatic)
        deliver_all()
        return Ticket.objects.get(pk=ticket.pk)

    return make


@pytest.fixture
def survey_of():
    return lambda ticket: Survey.objects.filter(ticket=ticket).order_by("resolve_seq").last()


@pytest.fixture
def a_day_later(monday_morning):
    """`a_day_later(survey)` sends it when it is due, if it is sent at all."""

    def send(survey):
        with clock.at(monday_morning + DAY):
            return sending.send(survey)

    return send


@pytest.fixture
def mailed(solved, survey_of, a_day_later, monday_morning):
    """(survey, path of its link) of a survey that went out; the clock stands at that moment."""
    survey = a_day_later(survey_of(solved()))
    mail = OutgoingMail.objects.about("survey", survey.pk).get()
    content = storage.read(mail.content_key).decode().replace("=\r\n", "").replace("=3D", "=")
    with clock.at(monday_morning + DAY):
        yield survey, re.search(r"/survey/[a-z2-7]+", content)[0]
