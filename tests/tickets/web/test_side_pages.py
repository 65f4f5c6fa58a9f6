"""Forwarding a message and asking somebody else, at the ticket's page."""

import pytest

from tickets.models import Message, SideConversation


@pytest.fixture
def desk(client_of, bo):
    return client_of(bo)


def test_a_message_is_forwarded_with_what_was_said(desk, a_ticket):
    ticket = a_ticket(text="The printer burns.")
    base = f"/desk/tickets/{ticket.number}/"
    form = desk.get(f"{base}side/?message={Message.objects.get().pk}").content.decode()
    assert "&gt; The printer burns." in form
    assert f"Fwd: {ticket.subject}" in form
    desk.post(f"{base}side/", {"to": "Vera@vendor.test", "subject": "Fwd: fire", "text": "> The printer burns."})
    side = SideConversation.objects.get()
    assert side.people == ["vera@vendor.test"]
    assert "Beside the ticket" in desk.get(base).content.decode()
    desk.post(f"{base}side/{side.pk}/", {"text": "Still burning."})
    page = desk.get(f"{base}side/{side.pk}/").content.decode()
    assert "Still burning." in page


@pytest.mark.parametrize(
    ("to", "says"), [("", "required"), ("vera", "Not a mail address"), ("grace@northwind.test", "as a customer")]
)
def test_a_wrong_recipient_is_said_beside_the_field_and_the_text_stays(desk, a_ticket, to, says):
    number = a_ticket().number
    answer = desk.post(f"/desk/tickets/{number}/side/", {"to": to, "subject": "x", "text": "kept words"})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "kept words" in answer.content.decode()
    assert not SideConversation.objects.exists()


def test_another_tickets_message_is_not_forwarded_from_here(desk, a_ticket):
    one, other = a_ticket(), a_ticket()
    said = Message.objects.get(ticket=other).pk
    assert desk.get(f"/desk/tickets/{one.number}/side/?message={said}").status_code == 404
