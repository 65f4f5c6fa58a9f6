"""One ticket about two things becomes two."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from tickets import contacts, conversation, finding, splitting
from tickets.conversation import Words
from tickets.models import Message, Ticket
from tickets.splitting import CannotSplit


@pytest.fixture
def talk(monday_morning, a_ticket, grace, bo):
    """A ticket of three messages: a question, the answer, and something else."""
    ticket = a_ticket(text="The export stops.")
    with clock.move_by(timedelta(minutes=10)):
        conversation.reply(ticket, Words("We are on it."), by=bo)
    with clock.move_by(timedelta(minutes=20)):
        conversation.receive(ticket, grace, Words("And my invoice is wrong."))
    return ticket


def message(text):
    return Message.objects.get(text=text)


def test_a_message_goes_to_a_ticket_of_its_own(talk, bo, grace, monday_morning):
    with clock.move_by(timedelta(hours=1)):
        new = splitting.split(message("And my invoice is wrong."), "Wrong invoice", by=bo)
    assert (new.subject, new.requester, new.split_from, new.team) == ("Wrong invoice", grace, talk, talk.team)
    assert message("And my invoice is wrong.").ticket == new
    assert new.last_customer_message_at == monday_morning + timedelta(minutes=20)
    assert Ticket.objects.get(pk=talk.pk).last_customer_message_at == monday_morning


def test_with_all_that_followed(talk, bo):
    new = splitting.split(message("We are on it."), "Rest", by=bo, with_later=True)
    assert [one.text for one in new.messages.in_order()] == ["We are on it.", "And my invoice is wrong."]


def test_the_requester_is_who_wrote_it(talk, bo):
    ruth = contacts.make_for("ruth@lighthouse.test", "Ruth")
    with clock.move_by(timedelta(minutes=30)):
        said = conversation.receive(talk, ruth, Words("Mine too."))
    assert splitting.split(said, "Mine too", by=bo).requester == ruth


def test_the_new_ticket_is_found_by_its_subject(talk, bo, ada):
    new = splitting.split(message("And my invoice is wrong."), "Zanzibar", by=bo)
    assert [one.number for one in finding.find(ada, "zanzibar").tickets] == [new.number]


def test_all_of_a_ticket_cannot_be_split_off(talk, bo):
    with pytest.raises(CannotSplit, match="rename"):
        splitting.split(message("The export stops."), "All", by=bo, with_later=True)


def test_a_message_that_moved_meanwhile_is_refused(talk, bo):
    said = message("And my invoice is wrong.")
    splitting.split(said, "Invoice", by=bo)
    said.ticket = talk
    with pytest.raises(CannotSplit, match="not on"):
        splitting.split(said, "Invoice", by=bo)
