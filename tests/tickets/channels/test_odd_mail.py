"""Mails as real programs write them, and as hostile ones do: each is placed, none is lost and none holds up another."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from tests.factories.tickets import make_ticket
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets import contacts, conversation, lifecycle, privacy, recipients
from tickets.channels.email import threading
from tickets.channels.email.addresses import normalise
from tickets.channels.email.threading import AGENT, CONTACT, Thread
from tickets.conversation import Words
from tickets.models import ContactAddress, Mailbox, Message, Ticket
from tickets.models.visibility import those_who_see

pytestmark = pytest.mark.usefixtures("monday_morning")
A_CALENDAR = "\n".join([
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:1", "SUMMARY:Hi\x00 there",
    "DTSTART:20260601T100000Z", "END:VEVENT", "END:VCALENDAR", ""])  # fmt: skip


def way_back(ticket, contact) -> str:
    """The address at which this contact answers on the ticket."""
    return threading.reply_address(Thread(ticket.tenant_id, ticket.pk, CONTACT, contact.pk))


@pytest.mark.parametrize(
    ("_case", "headers", "text"),
    [
        ("half a letter in the subject", {"Subject": "=?utf-7?Q?+2AA-?= Hello"}, "Hello"),
        ("half a letter in the name", {"From": "=?utf-7?Q?+2AA-?= <grace@northwind.test>"}, "Hello"),
        ("half a letter in the id", {"Message_ID": "<=?utf-7?Q?+2AA-?=@northwind.test>"}, "Hello"),
        ("half a letter in the words", {"Content_Type": "text/plain; charset=utf-7"}, "+2AA-Hello"),
        ("escapes of a programming language", {"Content_Type": "text/plain; charset=unicode_escape"}, "\\ud800Hello"),
        ("a calendar with a NUL", {"Content_Type": "text/calendar; method=REQUEST"}, A_CALENDAR),
    ],
)
def test_what_no_database_keeps_as_text_is_left_out_and_the_mail_is_placed(acme, _case, headers, text):
    row = deliver_letter(acme, a_letter(text, **headers))
    assert row.state == "processed"
    said = Message.objects.get(ticket=row.ticket).text
    assert said.startswith("Hi there") if text == A_CALENDAR else said == "Hello"


@pytest.mark.parametrize(
    ("_case", "action", "status", "state", "is_suspended"),
    [
        ("nobody there", "failed", "5.1.1", "bounced", True),
        ("given up after days", "failed", "4.4.7", "bounced", False),
        ("still trying", "delayed", "4.4.7", "sent", False),
        ("a receipt", "delivered", "2.0.0", "sent", False),
        ("handed on to a server that tells no more", "relayed", "2.0.0", "sent", False),
    ],
)
def test_a_report_says_whether_our_mail_is_lost(acme, grace, reply, _case, action, status, state, is_suspended):
    words = (
        "--b\nContent-Type: text/plain\n\nAbout your mail.\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; {reply.recipient}\nAction: {action}\n"
        f"Status: {status}\n--b--\n"
    )
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    letter = a_letter(words, From="MAILER-DAEMON@mx.test", Content_Type=kind)
    row = deliver_letter(acme, letter, to=reply.envelope_sender, sender="")
    reply.refresh_from_db()
    assert (row.state, reply.state) == ("processed", state)
    assert bool(ContactAddress.objects.get(address=reply.recipient).suspended_because) == is_suspended


@pytest.mark.parametrize("writer", ["grace@northwind.test", "stranger@elsewhere.test"])
def test_what_answers_a_closed_ticket_or_only_claims_to_belong_comes_by_that_tickets_mailbox(acme, ada, grace, writer):
    # given
    billing = Mailbox.objects.create(
        address="billing@acme.test", name="Billing", team=Team.objects.create(name="Money")
    )
    first = deliver_letter(acme, a_letter(To="billing@acme.test"), to="billing@acme.test").ticket
    lifecycle.close(first, by=Actor.agent(ada))
    # when
    answer = a_letter("It burns again.", From=writer)
    later = deliver_letter(acme, answer, to=way_back(first, grace), sender=writer).ticket
    # then
    assert later != first
    assert (later.mailbox, later.team) == (billing, billing.team)


AWAY = {"Auto_Submitted": "auto-replied", "Subject": "Automatic reply: Re: The export stops"}


def test_an_answer_by_rule_puts_nobody_in_copy(acme, a_ticket, grace):
    ticket = a_ticket()
    row = deliver_letter(acme, a_letter("I am away.", Cc="boss@northwind.test", **AWAY), to=way_back(ticket, grace))
    assert row.ticket == ticket
    assert not ticket.participants.exists()


def test_an_answer_by_rule_that_only_takes_the_way_of_returned_mail_is_known_by_it(acme, reply):
    row = deliver_letter(acme, a_letter("I am away.", **AWAY), to=reply.envelope_sender, sender="")
    assert row.ticket == Message.objects.get(pk=reply.subject_id).ticket
    reply.refresh_from_db()
    assert reply.state == "sent"


def test_a_way_of_returned_mail_is_nobody_elses(acme, reply):
    row = deliver_letter(
        acme, a_letter("Hello", From="eve@elsewhere.test", **AWAY), to=reply.envelope_sender, sender=""
    )
    assert row.ticket.claims_ticket == Message.objects.get(pk=reply.subject_id).ticket


A_THUMB = "\n".join([
    "--e", "Content-Type: text/plain; charset=UTF-8", "", "👍", "",
    "--e", "Content-Type: text/vnd.google.email-reaction+json", "", '{"emoji":"👍"}', "--e--", ""])  # fmt: skip


@pytest.mark.parametrize(
    ("_case", "text", "headers"),
    [
        ("away", "I am away.", AWAY),
        ("away, without a word", "", AWAY),
        ("a thumb up", A_THUMB, {"Content_Type": "multipart/alternative; boundary=e", "MIME_Version": "1.0"}),
    ],
)
def test_what_asks_for_nothing_opens_no_follow_up_of_a_closed_ticket(acme, a_ticket, grace, ada, _case, text, headers):
    ticket = a_ticket()
    lifecycle.close(ticket, by=Actor.agent(ada))
    row = deliver_letter(acme, a_letter(text, **headers), to=way_back(ticket, grace))
    assert (row.state, row.ticket, Ticket.objects.count()) == ("processed", ticket, 1)
    kept = ticket.messages.get(raw_id=row.pk)
    assert (kept.kind, kept.author_name) == ("note", "Grace Hopper")


def test_a_note_that_came_by_mail_lets_nobody_into_a_private_ticket(acme, a_ticket, ada, bo):
    # given
    ticket = privacy.make_private(a_ticket(), by=ada)
    letter = a_letter("@bo, have a look.", From=ada.email)
    back = threading.reply_address(Thread(acme.pk, ticket.pk, AGENT, ada.pk))
    # when
    deliver_letter(acme, letter, to=back)
    # then
    note = ticket.messages.get(kind="note")
    assert (note.author_agent, note.is_verified) == (ada, False)
    assert not those_who_see(ticket, [bo])
    # when
    conversation.note(ticket, Words("@bo, have a look."), by=Actor.agent(ada), author_agent=ada)
    # then
    assert those_who_see(ticket, [bo])


@pytest.mark.parametrize(
    ("_case", "headers", "is_written_to"),
    [
        ("Grace herself", {}, True),
        ("with a tag", {"From": "grace+shop@northwind.test"}, True),
        ("her machine", AWAY, False),
        ("a form that names her", {"From": "Shop <noreply@shop.test>", "Reply_To": "grace@northwind.test"}, False),
        ("a forger", {"Authentication_Results": "mx.helpdesk.test; dmarc=fail"}, False),
    ],
)
def test_an_address_that_bounced_is_written_to_again_once_its_owner_writes_from_it(
    acme, a_ticket, grace, settings, _case, headers, is_written_to
):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.helpdesk.test"]
    theirs = ContactAddress.objects.filter(contact=grace)
    theirs.update(suspended_because="552 5.2.2 mailbox full")
    deliver_letter(acme, a_letter("I am back.", **headers), to=way_back(a_ticket(), grace))
    assert (theirs.get().suspended_because == "") == is_written_to


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Anna@Bücher.test", "anna@xn--bcher-kva.test"),
        ("anna@straße.test", "anna@xn--strae-oqa.test"),  # and not strasse.test, which is somebody else's
        ("anna@例え.test", "anna@xn--r8jz45g.test"),
    ],
)
def test_whoever_was_typed_in_with_a_domain_of_other_letters_is_known_by_their_mail(acme, typed, written):
    anna = contacts.find_or_make(typed, "Anna")
    ticket = make_ticket(anna)
    assert recipients.people_of(ticket)[0][0]["address"] == normalise(typed) == written
    row = deliver_letter(acme, a_letter("It works.", From=written), to=way_back(ticket, anna))
    assert (row.ticket, contacts.find(typed)) == (ticket, anna)


def test_an_agents_mail_that_says_nothing_is_shown_at_once_and_not_tried_again(acme, a_ticket, bo):
    ticket = a_ticket()
    back = threading.reply_address(Thread(acme.pk, ticket.pk, AGENT, bo.pk))
    row = deliver_letter(acme, a_letter("", From=bo.email), to=back)
    assert (row.state, row.reason) == ("quarantined", "it says nothing")


def test_a_mail_that_took_no_way_of_ours_is_not_looked_for_among_what_we_sent(acme):
    with CaptureQueriesContext(connection) as asked:
        deliver_letter(acme, a_letter())
    assert [one["sql"] for one in asked if '"id" IS NULL' in one["sql"]] == []
