"""What a web form or a group sends for somebody is the request of whoever it says to answer."""

import pytest

from helpdesk.events.actors import Actor
from tests.tickets.channels.letters import a_letter, deliver_letter
from tests.tickets.channels.test_answers import sent
from tickets.channels.email import threading
from tickets.channels.email.threading import CONTACT, Thread
from tickets.channels.spam import senders

pytestmark = pytest.mark.usefixtures("monday_morning")
VERA = "Vera Rubin <vera@cust.test>"
FORM = {"From": "My Shop <noreply@shop-site.test>", "Reply_To": VERA}


def arrive(acme, to="support@acme.test", text="Where is my order?", **headers):
    return deliver_letter(acme, a_letter(text, **headers), to=to)


def asker(row):
    return (row.ticket.requester.name, row.ticket.requester.primary_address)


@pytest.mark.parametrize(
    ("_case", "headers"),
    [
        ("a form that writes from its own address", FORM),
        ("a form that writes from the mailbox it writes to", FORM | {"From": "WordPress <support@acme.test>"}),
        ("a form that says that it is a machine", FORM | {"Auto_Submitted": "auto-generated"}),
        ("a group of Google's that writes in its own name", {
            "From": "'Vera Rubin' via Support <support@acme.test>", "Reply_To": VERA, "Precedence": "list",
            "List_ID": "<support.acme.test>", "X_Original_From": VERA}),
        ("a group to which all answers go", {
            "From": "'Vera Rubin' via Support <support@acme.test>", "Reply_To": "support@acme.test",
            "List_ID": "<support.acme.test>", "X_Original_From": VERA}),
        ("a list of Mailman's that writes in its own name", {
            "From": "Vera via Dev <dev@lists.test>", "To": "dev@lists.test", "Reply_To": VERA,
            "List_Id": "<dev.lists.test>"}),
    ],
)  # fmt: skip
def test_the_ticket_is_theirs_whom_the_mail_says_to_answer(acme, _case, headers):
    row = arrive(acme, **headers)
    assert asker(row) == ("Vera Rubin", "vera@cust.test")
    assert row.ticket.messages.get().enclosed["sent_by"] in headers["From"]


@pytest.mark.parametrize(
    ("_case", "headers"),
    [
        ("a list whose answers go to the list", {"Reply_To": "dev@lists.test", "List_Id": "<dev.lists.test>"}),
        ("an address that nobody reads", {"Reply_To": "no-reply@northwind.test"}),
        ("one of our mailboxes", {"Reply_To": "Support@Acme.test"}),
        ("the sender's own, with a tag", {"Reply_To": "Grace <grace+shop@northwind.test>"}),
        ("who is away", FORM | {"From": "grace@northwind.test", "Auto_Submitted": "auto-replied"}),
    ],
)
def test_else_it_is_the_senders(acme, _case, headers):
    assert asker(arrive(acme, **headers)) == ("Grace Hopper", "grace@northwind.test")


def test_row_8_our_own_address_without_anybody_to_answer_is_held(acme):
    for reply_to in (None, "support+x@acme.test", f"r-abc@{threading.settings.REPLY_DOMAIN}"):
        assert arrive(acme, From="support@acme.test", Reply_To=reply_to).state == "quarantined"


def test_whoever_is_named_is_told_that_it_arrived(acme, deliver):
    arrive(acme, **FORM)
    deliver()
    assert [mail["To"] for mail in sent("acknowledgement")] == ["vera@cust.test"]


def test_row_2_naming_a_participant_opens_no_conversation_of_theirs(acme, a_ticket, grace, settings):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.acme.test"]
    ticket = a_ticket()
    address = threading.reply_address(Thread(ticket.tenant_id, ticket.pk, CONTACT, grace.pk))
    proof = "mx.acme.test; dmarc=pass header.from=evil.test"
    row = arrive(acme, to=address, From="eve@evil.test", Reply_To="grace@northwind.test", Cc="mallory@evil.test",
                 Authentication_Results=proof)  # fmt: skip
    assert (row.ticket.claims_ticket, ticket.messages.filter(raw_id=row.pk).count()) == (ticket, 0)
    assert row.ticket.participants.count() == 0


def test_row_2_what_was_proved_of_the_sender_is_not_proved_of_whom_they_name(acme, settings):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.acme.test"]
    proof = {"From": "eve@evil.test", "Cc": "mallory@evil.test",
             "Authentication_Results": "mx.acme.test; dmarc=pass header.from=evil.test"}  # fmt: skip
    as_herself, as_vera = arrive(acme, **proof).ticket, arrive(acme, **proof, Reply_To=VERA).ticket
    assert (as_herself.participants.count(), as_vera.participants.count()) == (1, 0)
    assert as_vera.messages.get().verdict["dmarc"] == "none"


def test_a_participant_who_wants_answers_elsewhere_stays_in_the_conversation(acme, a_ticket, grace):
    ticket = a_ticket()
    address = threading.reply_address(Thread(ticket.tenant_id, ticket.pk, CONTACT, grace.pk))
    assert arrive(acme, to=address, Reply_To="grace@home.test").ticket == ticket


def test_either_of_them_blocked_keeps_it_among_the_spam(acme, ada):
    senders.put("vera@cust.test", is_allowed=False, by=Actor.agent(ada))
    assert arrive(acme, **FORM).ticket.is_spam
    senders.let_in("vera@cust.test", by=Actor.agent(ada))
    senders.put("shop-site.test", is_allowed=False, by=Actor.agent(ada))
    assert arrive(acme, **FORM).ticket.is_spam


def test_the_page_says_through_whom_it_came(acme, bo, client_of):
    ticket = arrive(acme, **FORM).ticket
    page = client_of(bo).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "by mail through noreply@shop-site.test" in page
