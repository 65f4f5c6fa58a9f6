"""A mail that may belong elsewhere says so on its ticket, and one key joins the two; nothing joins by itself."""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.events.models import Event
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets.models import Message, Ticket
from tickets.numbering import reference


@pytest.fixture
def claiming(acme, a_ticket):
    ticket = a_ticket()
    letter = a_letter(
        "It is me, from home.", From="Grace <grace@home.test>", Subject=f"Re: Printer [{reference(ticket)}]"
    )
    return ticket, deliver_letter(acme, letter, sender="grace@home.test").ticket


def test_the_page_names_the_ticket_and_one_press_joins_them(claiming, client_of, bo):
    ticket, stranger = claiming
    desk = client_of(bo)
    page = desk.get(f"/desk/tickets/{stranger.number}/").content.decode()
    assert "May belong to" in page
    assert reference(ticket) in page
    desk.post(f"/desk/tickets/{stranger.number}/merge/", {"into": ticket.number})
    assert Ticket.objects.get(pk=stranger.pk).merged_into == ticket
    assert "It is me, from home." in Message.objects.filter(ticket=ticket).values_list("text", flat=True)


def test_they_can_be_kept_apart_for_good(claiming, client_of, bo):
    ticket, stranger = claiming
    client_of(bo).post(f"/desk/tickets/{stranger.number}/claim/")
    client_of(bo).post(f"/desk/tickets/{stranger.number}/claim/")
    assert Ticket.objects.get(pk=stranger.pk).claims_ticket is None
    assert Event.objects.filter(kind="ticket.claim_dismissed").count() == 1
    assert "May belong to" not in client_of(bo).get(f"/desk/tickets/{stranger.number}/").content.decode()


def test_a_ticket_of_a_hidden_team_is_not_named(claiming, client_of, bo):
    ticket, stranger = claiming
    Ticket.objects.filter(pk=ticket.pk).update(team=Team.objects.create(name="Security", is_restricted=True))
    page = client_of(bo).get(f"/desk/tickets/{stranger.number}/").content.decode()
    assert f"/desk/tickets/{ticket.number}/" not in page
    assert "It is kept apart" in page
