"""A long conversation opens at its ends, at the price of a short one; nothing in it is out of reach."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tickets import conversation, triage
from tickets.conversation import Letter, Words
from tickets.models import Message, Priority
from tickets.web.window import NEWEST_SHOWN, SHOWN_WHOLE

HTMX = {"HX-Request": "true"}


@pytest.fixture
def long(a_ticket, bo, monday_morning):
    """Makes a ticket of so many messages: the customer's first one, then a note a minute."""

    def make(count):
        with clock.at(monday_morning):
            ticket = a_ticket(text="How it began")
        add_notes(ticket, range(1, count), bo, monday_morning)
        return ticket

    return make


def add_notes(ticket, minutes, bo, start):
    """As many notes as it takes, in one statement."""
    notes = []
    for n in minutes:
        with clock.at(start + timedelta(minutes=n)):
            notes.append(conversation.write(ticket, "note", Words(text=f"Note {n}."), Letter(), by=Actor.agent(bo)))
    Message.objects.bulk_create(notes)


def shown(response):
    return [int(pk) for pk in re.findall(r'<article class="message" id="m(\d+)"', response.content.decode())]


def ids(ticket):
    return list(Message.objects.filter(ticket=ticket).in_order().values_list("pk", flat=True))


def test_a_conversation_of_thirty_is_shown_whole(desk, long):
    ticket = long(SHOWN_WHOLE)
    page = desk.get(f"/desk/tickets/{ticket.number}/")
    assert shown(page) == ids(ticket)
    assert "data-earlier" not in page.content.decode()


def test_a_longer_one_shows_how_it_began_and_what_is_new(desk, long):
    ticket = long(SHOWN_WHOLE + 1)
    page = desk.get(f"/desk/tickets/{ticket.number}/")
    first, *rest = ids(ticket)
    assert shown(page) == [first, *rest[-NEWEST_SHOWN:]]
    left_out = SHOWN_WHOLE - NEWEST_SHOWN
    assert f"Show {left_out} earlier messages" in page.content.decode()
    assert f"/?whole#m{rest[0]}" in page.content.decode()


def test_messages_of_one_instant_keep_their_places(desk, a_ticket, bo, monday_morning):
    with clock.at(monday_morning):
        ticket = a_ticket(text="How it began")
        add_notes(ticket, [0] * 39, bo, monday_morning)
    page = desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    first, *_, last = ids(ticket)
    assert page.index(f'id="m{first}"') < page.index("data-earlier") < page.index(f'id="m{last - 19}"')
    assert len(re.findall('id="m[0-9]', page)) == NEWEST_SHOWN + 1


def test_what_the_customer_said_last_is_shown_among_whatever_came_after(desk, long, grace, bo, monday_morning):
    # given forty messages, of which the customer wrote the first and the eleventh
    ticket = long(10)
    with clock.at(monday_morning + timedelta(minutes=10)):
        conversation.receive(ticket, grace, Words(text="Any news?"))
    add_notes(ticket, range(11, 40), bo, monday_morning)
    # then
    page = desk.get(f"/desk/tickets/{ticket.number}/")
    everything = ids(ticket)
    assert shown(page) == [everything[0], everything[10], *everything[-NEWEST_SHOWN:]]
    assert re.findall(r"Show (\d+) earlier messages?", page.content.decode()) == ["9", "9"]


def test_what_happened_among_messages_left_out_is_left_out_with_them(desk, long, bo, monday_morning):
    ticket = long(6)
    with clock.at(monday_morning + timedelta(minutes=6)):
        triage.set_priority(ticket, Priority.HIGH, by=Actor.agent(bo))
    add_notes(ticket, range(7, 41), bo, monday_morning)
    address = f"/desk/tickets/{ticket.number}/"
    assert "changed the priority" not in desk.get(address).content.decode()
    assert "changed the priority" in desk.get(f"{address}?whole").content.decode()


def test_all_of_it_is_one_link_away_and_stays_open(desk, long):
    # given
    ticket = long(40)
    address = f"/desk/tickets/{ticket.number}/"
    # then the link works without scripts, and what renews a part of the opened page keeps it open
    assert shown(desk.get(f"{address}?whole")) == ids(ticket)
    opened = HTMX | {"HX-Current-URL": f"http://acme.localhost{address}?whole&queue=open"}
    assert shown(desk.get(f"{address}news/", headers=opened)) == ids(ticket)
    assert shown(desk.post(f"{address}taking/", headers=opened)) == ids(ticket)
    # but another ticket's address says nothing of this one
    other = HTMX | {"HX-Current-URL": "http://acme.localhost/desk/tickets/999/?whole"}
    assert len(shown(desk.get(f"{address}news/", headers=other))) == NEWEST_SHOWN + 1


def test_a_hundred_messages_cost_the_queries_of_forty(desk, long):
    def queries(ticket):
        address = f"/desk/tickets/{ticket.number}/"
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            desk.get(address)
        return len(captured)

    short, middling, endless = long(3), long(40), long(100)
    assert queries(endless) == queries(middling) <= queries(short) + 2
