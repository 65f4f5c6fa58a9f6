"""What a proved colleague forwards is the request of whoever wrote it; everything else stays the colleague's own."""

import pytest

from helpdesk.events.actors import Actor
from tests.tickets.channels.letters import a_letter, deliver_letter
from tests.tickets.channels.test_answers import sent
from tickets.channels.email.processing import process
from tickets.channels.spam import deciding, lessons
from tickets.models import ListedSender, Message, Ticket

BLOCK = """---------- Forwarded message ---------
From: {who}
Date: Mon, 1 Jun 2026 10:00
Subject: Fire
To: bo@acme.test

"""
PROVED = "mx.acme.test; dmarc=pass header.from=acme.test"


@pytest.fixture(autouse=True)
def a_server_in_front(settings, monday_morning):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.acme.test"]


def forward(acme, who="Hedy Lamarr <hedy@initech.test>", proof=PROVED, text="It burns.", sender="bo@acme.test"):
    body = f"Please help.\n\n{BLOCK.format(who=who)}{text}"
    letter = a_letter(body, From=f"Bo <{sender}>", Subject="Fwd: Fire", Authentication_Results=proof)
    return deliver_letter(acme, letter, sender=sender)


def notes(ticket):
    return list(Message.objects.filter(ticket=ticket, kind="note").values_list("author_name", "text"))


def test_the_ticket_is_the_original_senders_with_a_note_of_who_forwarded_it(acme, bo, deliver):
    ticket = forward(acme).ticket
    said = ticket.messages.get(kind="customer")
    assert (ticket.subject, ticket.requester.name, said.text) == ("Fire", "Hedy Lamarr", "It burns.")
    assert notes(ticket) == [("Bo", "Bo forwarded this mail of hedy@initech.test.\n\nPlease help.")]
    deliver()
    assert [mail["To"] for mail in sent("acknowledgement")] == ["hedy@initech.test"]


def test_the_same_forward_twice_is_one_ticket(acme, bo):
    row = forward(acme)
    deliver_letter(acme, a_letter(Message_ID="<x@y>"))  # another in between
    before = Ticket.objects.count()
    row.state = "pending"
    row.save()
    process(acme.pk, row.pk)
    assert Ticket.objects.count() == before


@pytest.mark.parametrize(
    ("_case", "values", "says"),
    [
        ("nobody checked", {"proof": None}, "did not prove the sender"),
        ("the check failed", {"proof": "mx.acme.test; dmarc=fail header.from=acme.test"}, "did not prove the sender"),
        ("another server says so", {"proof": "mx.evil.test; dmarc=pass header.from=acme.test"}, "did not prove"),
        ("no address", {"who": "Hedy Lamarr"}, "not whose it was"),
        ("a colleague", {"who": "Kim <ada@acme.test>"}, "who is no customer"),
        ("our own mailbox", {"who": "Acme <support@acme.test>"}, "who is no customer"),
    ],
)
def test_what_cannot_be_credited_stays_the_colleagues_ticket_and_says_why(acme, bo, _case, values, says):
    ticket = forward(acme, **values).ticket
    assert ticket.requester.primary_address == "bo@acme.test"
    ((author, text),) = notes(ticket)
    assert (author, says in text) == ("mail", True)


def test_a_customer_who_forwards_is_the_one_who_asks(acme):
    proof = "mx.acme.test; dmarc=pass header.from=northwind.test"
    ticket = forward(acme, sender="grace@northwind.test", proof=proof).ticket
    assert ticket.requester.name == "Grace Hopper"
    assert notes(ticket) == []


def test_blocking_the_sender_of_a_forwarded_mail_blocks_whoever_wrote_it(acme, bo, settings):
    settings.RSPAMD_URL = "http://127.0.0.1:1"
    ticket = forward(acme).ticket
    deciding.take_for_spam(ticket, by=Actor.agent(bo), blocks_sender=True)
    assert ListedSender.objects.get().pattern == "hedy@initech.test"
    assert lessons.plan(ticket.pk, is_spam=True) == []
