"""Agents hear of what concerns them, once."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import read, tell, wish_by_mail
from tickets import triage


@pytest.fixture
def escalation(a_ticket):
    """An event nobody of the staff caused."""
    ticket = a_ticket()
    triage.raise_priority(ticket, by=Actor.system("escalation/1"))
    return Event.objects.about(ticket).get(kind="ticket.priority_changed")


def escalate(event, *agents):
    return tell(agents, Notice.Kind.ESCALATED, event, text="Ticket 1 is late", path="/desk/tickets/1/", ticket_number=1)


def test_nobody_is_told_twice_of_one_event(escalation, mia, mailoutbox):
    assert len(escalate(escalation, mia)) == 1
    assert escalate(escalation, mia) == []
    assert Notice.objects.to(mia).unread().count() == 1
    assert [mail.to for mail in mailoutbox] == [["mia@acme.test"]]
    assert "http://acme.localhost" in mailoutbox[0].body


def test_who_did_it_is_not_told(a_ticket, bo, mia):
    ticket = a_ticket()
    triage.raise_priority(ticket, by=Actor.agent(bo))
    event = Event.objects.get(kind="ticket.priority_changed")
    assert [notice.agent for notice in escalate(event, bo, mia)] == [mia]


def test_mail_stays_away_where_it_was_switched_off(escalation, mia, mailoutbox):
    wish_by_mail(mia, Notice.Kind.ESCALATED, False)
    escalate(escalation, mia)
    assert mailoutbox == []


def test_reading_is_counted_once(escalation, mia):
    escalate(escalation, mia)
    assert read(Notice.objects.to(mia)) == 1
    assert read(Notice.objects.to(mia)) == 0
