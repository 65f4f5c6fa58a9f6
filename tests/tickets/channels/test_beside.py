"""Conversations beside a ticket: their mail goes out and comes back to them, and the customer never hears of it."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.notices.models import Notice
from sla.models import Clock
from tests.tickets.channels.letters import a_letter, deliver_letter
from tests.tickets.channels.test_answers import sent
from tickets import attachments, merging, side_conversations, snoozing
from tickets.conversation import Words
from tickets.models import Attachment, Message, SideConversation, Ticket
from tickets.side_conversations import NotForCustomers

VENDOR = "vera@vendor.test"


@pytest.fixture
def side(ticket, bo, deliver):
    started = side_conversations.start(ticket, [VENDOR, "ben@vendor.test"], "Part 12", Words("In stock?"), by=bo)
    deliver()
    return started


def answer(acme, side, text="Two left.", sender=VENDOR, **headers):
    """A mail to the conversation's address."""
    to = sent("side")[0]["Reply-To"].split("<")[-1].rstrip(">")
    letter = a_letter(text, From=f"Vera Vendor <{sender}>", To=to, Subject="Re: Part 12", **headers)
    return deliver_letter(acme, letter, to=to, sender=sender)


def said_in(side):
    return list(Message.objects.filter(side=side).in_order().values_list("author_name", "text"))


def test_each_recipient_gets_a_mail_that_says_nothing_of_the_ticket(side, ticket):
    mails = sent("side")
    assert [mail["To"] for mail in mails] == [f"{VENDOR}, ben@vendor.test"] * 2
    assert {mail["Subject"] for mail in mails} == {"Part 12"}
    assert mails[0]["Message-ID"] != mails[1]["Message-ID"]
    assert mails[0]["Reply-To"] == mails[1]["Reply-To"]
    assert f"ACME-{ticket.number}" not in mails[0].as_string()


def test_an_answer_comes_back_into_it_and_tells_who_asked(acme, side, ticket, bo, deliver):
    row = answer(acme, side)
    deliver()
    assert (row.ticket, said_in(side)) == (ticket, [("Bo", "In stock?"), ("Vera Vendor", "Two left.")])
    assert Ticket.objects.count() == 1
    assert [one.text for one in Notice.objects.to(bo).filter(kind="replied")] == [
        f"Vera Vendor answered beside ACME-{ticket.number}: {ticket.subject}"
    ]


def test_what_is_said_there_threads(acme, side, bo, deliver):
    answer(acme, side, Message_ID="<two@vendor.test>")
    side_conversations.say(side, Words("Send both."), by=bo)
    deliver()
    first, third = sent("side")[0], sent("side")[2]
    assert third["In-Reply-To"] == "<two@vendor.test>"
    assert third["References"].split() == [first["Message-ID"], "<two@vendor.test>"]


def test_the_customer_sees_none_of_it_and_no_clock_takes_it_for_an_answer(acme, side, ticket, client_of, grace):
    answer(acme, side)
    assert not Message.objects.filter(side=side).public().exists()
    assert Clock.objects.get(ticket=ticket, metric="first_response").satisfied_at is None
    assert Ticket.objects.get(pk=ticket.pk).last_customer_message_at == ticket.last_customer_message_at


def test_somebody_else_with_the_address_is_heard_and_marked(acme, side):
    answer(acme, side, sender="mallory@evil.test")
    assert Message.objects.filter(side=side).latest("id").is_verified is False


def test_the_address_leads_nowhere_else(acme, side, ticket):
    """The customer, who never had it, writes to it: it stays beside."""
    answer(acme, side, "Let me in", sender="grace@northwind.test")
    assert Message.objects.filter(ticket=ticket, kind="customer").count() == 1
    assert said_in(side)[-1][1] == "Let me in"


def test_customers_of_the_ticket_are_no_outsiders(ticket, bo, grace):
    with pytest.raises(NotForCustomers, match="grace@northwind.test has to do"):
        side_conversations.start(ticket, [VENDOR, grace.primary_address], "x", Words("y"), by=bo)
    assert not SideConversation.objects.exists()


def test_files_go_along_as_copies(ticket, bo, deliver):
    original = attachments.keep(b"GIF89a", "plan.gif", "image/gif")
    Attachment.objects.filter(pk=original.pk).update(message=Message.objects.get(ticket=ticket))
    copies = side_conversations.copies_of([original])
    side_conversations.start(ticket, [VENDOR], "Plan", Words("See"), by=bo, attachments=copies)
    deliver()
    assert [part.get_filename() for part in sent("side")[0].iter_attachments()] == ["plan.gif"]
    assert Attachment.objects.filter(filename="plan.gif").count() == 2


def test_an_answer_wakes_a_ticket_that_waits_for_it(acme, side, ticket, bo):
    snoozing.snooze(ticket, clock.now() + timedelta(days=1), by=bo)
    answer(acme, side)
    assert Ticket.objects.awake().filter(pk=ticket.pk).exists()


def test_merged_away_it_goes_on_where_the_ticket_does(acme, side, ticket, a_ticket, bo):
    other = a_ticket()
    merging.merge(ticket, other, by=bo)
    row = answer(acme, side)
    assert row.ticket == other
    assert [text for _name, text in said_in(side)] == ["In stock?", "Two left."]
