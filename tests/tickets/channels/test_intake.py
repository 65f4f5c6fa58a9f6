"""A mail becomes a ticket or a message, once; whoever does not belong does not get in."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.mailout.models import OutgoingMail
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets import lifecycle, merging
from tickets.channels import quarantine
from tickets.channels.email import threading
from tickets.channels.email.threading import AGENT, CONTACT, Thread
from tickets.models import Contact, ContactAddress, Message, RawMail, Ticket

pytestmark = pytest.mark.usefixtures("monday_morning")


def thread_of(ticket, contact):
    return Thread(ticket.tenant_id, ticket.pk, CONTACT, contact.pk)


def test_a_mail_opens_a_ticket_with_everything_that_is_in_it(acme):
    row = deliver_letter(acme, a_letter(From="Hedy Lamarr <Hedy@Initech.test>"))
    assert row.state == "processed"
    ticket = row.ticket
    assert (ticket.subject, ticket.requester.name) == ("The printer is on fire", "Hedy Lamarr")
    assert ticket.requester.organization.name == "initech.test"
    message = ticket.messages.get()
    assert (message.text, message.kind, message.raw_id) == ("Please send help.", "customer", row.pk)


def test_row_9_the_same_mail_twice_is_one_message(acme):
    raw = a_letter()
    first = deliver_letter(acme, raw)
    again = deliver_letter(acme, b"Received: by another.route.test\r\n" + raw)
    assert again.pk == first.pk
    assert Message.objects.filter(raw_id=first.pk).count() == 1


def test_row_9_the_same_message_id_with_other_words_is_a_second_mail_and_says_so(acme, client_of, bo):
    first = deliver_letter(acme, a_letter("one", Message_ID="<same@x.test>"))
    second = deliver_letter(acme, a_letter("two", Message_ID="<same@x.test>"))
    assert {m.text for m in Message.objects.filter(raw_id__in=[first.pk, second.pk])} == {"one", "two"}
    pages = [client_of(bo).get(f"/desk/tickets/{row.ticket.number}/").content.decode() for row in (first, second)]
    assert ["same Message-ID" in page for page in pages] == [False, True]


def test_two_mails_without_message_id_are_told_apart_by_content(acme):
    first = deliver_letter(acme, a_letter("one", Message_ID=None))
    again = deliver_letter(acme, a_letter("one", Message_ID=None))
    other = deliver_letter(acme, a_letter("two", Message_ID=None))
    assert first.pk == again.pk != other.pk


def test_an_answer_to_the_signed_address_joins_and_the_quotation_is_folded(acme, a_ticket, grace):
    ticket = a_ticket()
    raw = a_letter("It burns again.\n\nOn Mon, Jun 1, 2026 at 9:00, Acme <support@acme.test> wrote:\n> All well?")
    row = deliver_letter(acme, raw, to=threading.reply_address(thread_of(ticket, grace)))
    assert row.ticket == ticket
    message = ticket.messages.get(raw_id=row.pk)
    assert message.text == "It burns again."
    assert "All well?" in message.quoted_text


def test_mail_to_a_merged_ticket_joins_the_other_and_remembers_where_it_was_written(acme, a_ticket, grace, bo):
    ended, other = a_ticket(), a_ticket()
    address = threading.reply_address(thread_of(ended, grace))
    merging.merge(ended, other, by=bo)
    row = deliver_letter(acme, a_letter("It burns again."), to=address)
    assert (row.ticket, row.ticket.messages.get(raw_id=row.pk).origin) == (other, ended)
    # and an answer by the other ticket's own address belongs to it alone
    row = deliver_letter(acme, a_letter("Still."), to=threading.reply_address(thread_of(other, grace)))
    assert (row.ticket, row.ticket.messages.get(raw_id=row.pk).origin) == (other, None)


def test_an_answer_to_our_message_id_joins(acme, a_ticket, grace):
    ticket = a_ticket()
    ours = threading.message_id(thread_of(ticket, grace), 1)
    row = deliver_letter(acme, a_letter(In_Reply_To=f"<{ours}>"))
    assert row.ticket == ticket


def test_row_4_a_stranger_with_the_token_gets_a_ticket_of_their_own(acme, a_ticket, grace):
    ticket = a_ticket()
    before = ticket.messages.count()
    raw = a_letter(From="mallory@evil.test", Cc="friend@evil.test")
    row = deliver_letter(acme, raw, to=threading.reply_address(thread_of(ticket, grace)))
    assert row.ticket != ticket
    assert row.ticket.claims_ticket == ticket
    assert ticket.messages.count() == before
    assert not ticket.participants.exists()
    assert not row.ticket.participants.exists()


def test_row_4_where_a_company_wants_it_a_stranger_with_the_token_waits_for_review(
    acme, a_ticket, grace, client_of, ada
):
    client_of(ada).post("/settings/spam/filters/", {"believed": "trusted", "holds_claims": "on"})
    ticket = a_ticket()
    stranger = {"From": "mallory@evil.test"}
    row = deliver_letter(acme, a_letter(**stranger), to=threading.reply_address(thread_of(ticket, grace)))
    assert (row.state, row.ticket, ticket.messages.count()) == ("quarantined", None, 1)
    assert "not part of" in row.reason
    assert not Contact.objects.filter(addresses__address="mallory@evil.test").exists()
    # a number claims nothing, and who belongs gets in as ever
    assert deliver_letter(acme, a_letter(Subject=f"[ACME-{ticket.number}]", **stranger)).ticket.claims_ticket == ticket
    assert deliver_letter(acme, a_letter(), to=threading.reply_address(thread_of(ticket, grace))).ticket == ticket
    # whoever looked at it makes a ticket of it, linked as it would have been
    assert quarantine.make_ticket(row, by=Actor.agent(ada)).claims_ticket == ticket


def test_row_2_a_number_in_the_subject_never_joins(acme, a_ticket, grace):
    ticket = a_ticket()
    row = deliver_letter(acme, a_letter(Subject=f"Re: [ACME-{ticket.number}] hello"))
    assert row.ticket != ticket
    assert row.ticket.claims_ticket == ticket


def test_row_3_an_agent_without_proof_leaves_an_internal_note(acme, a_ticket, bo):
    ticket = a_ticket()
    address = threading.reply_address(Thread(acme.pk, ticket.pk, AGENT, bo.pk))
    deliver_letter(acme, a_letter("Done.", From="bo@acme.test"), to=address)
    message = ticket.messages.get(text="Done.")
    assert (message.kind, message.is_verified, message.author_agent) == ("note", False, bo)


def test_row_3_an_agent_with_token_and_proof_answers_the_customer(acme, a_ticket, bo, settings):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.helpdesk.test"]
    ticket = a_ticket()
    address = threading.reply_address(Thread(acme.pk, ticket.pk, AGENT, bo.pk))
    proof = "mx.helpdesk.test; dmarc=pass header.from=acme.test"
    deliver_letter(acme, a_letter("Done.", From="bo@acme.test", Authentication_Results=proof), to=address)
    assert ticket.messages.get(text="Done.").kind == "agent"


@pytest.mark.parametrize(("result", "shown"), [("pass", 'title="DMARC pass, SPF softfail"'), ("fail", "DMARC failed")])
def test_what_mail_authentication_found_stands_at_the_message(acme, client_of, bo, settings, result, shown):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.helpdesk.test"]
    proof = f"mx.helpdesk.test; dmarc={result} header.from=northwind.test; spf=softfail"
    row = deliver_letter(acme, a_letter(Authentication_Results=proof))
    assert shown in client_of(bo).get(f"/desk/tickets/{row.ticket.number}/").content.decode()


def test_an_unproved_authentication_header_counts_for_nothing(acme, a_ticket, bo):
    ticket = a_ticket()
    address = threading.reply_address(Thread(acme.pk, ticket.pk, AGENT, bo.pk))
    proof = "mx.helpdesk.test; dmarc=pass header.from=acme.test"
    deliver_letter(acme, a_letter("Done.", From="bo@acme.test", Authentication_Results=proof), to=address)
    assert ticket.messages.get(text="Done.").kind == "note"


def test_a_participant_who_is_proved_puts_others_in_copy_who_see_nothing_earlier(acme, a_ticket, grace):
    ticket = a_ticket()
    raw = a_letter(Cc="Ida <ida@northwind.test>, support@acme.test, bo@acme.test, SUPPORT+x@globex.test")
    deliver_letter(acme, raw, to=threading.reply_address(thread_of(ticket, grace)))
    participant = ticket.participants.get()
    assert participant.contact.name == "Ida"
    assert participant.since >= ticket.created_at


def test_row_8_our_own_address_is_never_a_requester(acme):
    for own in ("support@acme.test", "Support+tag@ACME.test", "support@globex.test", "r-x@reply.helpdesk.test"):
        row = deliver_letter(acme, a_letter(From=own))
        assert (row.state, row.ticket) == ("quarantined", None)


def test_what_cannot_be_read_is_put_aside_and_seen(acme):
    raw = a_letter(To=", ".join(f"u{n}@x.test" for n in range(2000)))
    row = deliver_letter(acme, raw)
    assert row.state == "quarantined"
    assert "longer than" in row.reason
    assert list(RawMail.objects.in_quarantine()) == [row]


def test_a_mail_without_a_sender_is_put_aside(acme):
    row = deliver_letter(acme, a_letter(From=None), sender="")
    assert (row.state, row.reason) == ("quarantined", "no sender that could be answered")


def test_a_message_to_a_closed_ticket_opens_a_follow_up(acme, a_ticket, grace, ada):
    from helpdesk.events.actors import Actor
    from tickets import lifecycle

    ticket = lifecycle.close(a_ticket(), by=Actor.agent(ada))
    row = deliver_letter(acme, a_letter(), to=threading.reply_address(thread_of(ticket, grace)))
    assert row.ticket.follows_up == ticket


def test_inline_pictures_keep_their_name_and_files_are_kept(acme):
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    body = (
        "--b\nContent-Type: text/html\n\n<p>See <img src='cid:pic@x'></p><script>x()</script>\n"
        f'--b\nContent-Type: image/png; name="../p.png"\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\n{png}\n--b--\n'  # noqa: E501
    )
    row = deliver_letter(acme, a_letter(body, Content_Type="multipart/related; boundary=b"))
    message = row.ticket.messages.get()
    attachment = message.attachments.get()
    assert 'src="cid:pic@x"' in message.html
    assert attachment.content_id == "pic@x"
    assert "script" not in message.html
    assert (attachment.filename, attachment.content_type, attachment.is_inline) == ("p.png", "image/png", True)


def test_everybody_is_one_contact_whatever_the_case(acme, grace):
    row = deliver_letter(acme, a_letter(From="GRACE@Northwind.TEST"))
    assert row.ticket.requester == grace
    assert ContactAddress.objects.filter(address="grace@northwind.test").count() == 1
    assert Contact.objects.filter(name="Grace Hopper").count() == 1


@pytest.mark.parametrize(
    ("_case", "headers"),
    [
        ("vacation", {"Auto_Submitted": "auto-replied"}),
        ("exchange", {"X_Auto_Response_Suppress": "All", "Subject": "Automatic reply: hello"}),
    ],
)
def test_row_6_an_automatic_reply_is_kept_and_changes_nothing(acme, a_ticket, grace, ada, _case, headers):
    from helpdesk.events.actors import Actor
    from tickets import lifecycle

    ticket = lifecycle.resolve(a_ticket(), by=Actor.agent(ada))
    row = deliver_letter(acme, a_letter(**headers), to=threading.reply_address(thread_of(ticket, grace)))
    ticket.refresh_from_db()
    assert row.ticket == ticket
    assert ticket.status_category == "resolved"
    assert ticket.messages.get(raw_id=row.pk).machine == "auto_reply"


def test_row_7_a_returned_mail_marks_ours_and_opens_nothing(acme, a_ticket, grace, bo, deliver):
    from helpdesk.mailout.bouncing import bounce_address
    from tickets import conversation
    from tickets.conversation import Words

    ticket = a_ticket()
    conversation.reply(ticket, Words("Use water."), by=bo)
    deliver()
    mail = OutgoingMail.objects.get(purpose="reply")
    OutgoingMail.objects.filter(pk=mail.pk).update(state="sent", sent_at=mail.created_at)
    report = (
        "--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; grace@northwind.test\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 nobody here\n--b--\n"
    )
    tickets = Ticket.objects.count()
    row = deliver_letter(
        acme,
        a_letter(report, From="MAILER-DAEMON@mx.test", Content_Type="multipart/report; report-type=delivery-status; boundary=b"),  # noqa: E501
        to=bounce_address(acme.pk, mail.pk),
        sender="",
    )  # fmt: skip
    deliver()
    mail.refresh_from_db()
    assert (row.state, mail.state, Ticket.objects.count()) == ("processed", "bounced", tickets)
    assert "nobody here" in mail.last_error
    assert "550 nobody here" in ContactAddress.objects.get(address="grace@northwind.test").suspended_because


def test_a_tag_in_the_address_is_the_same_person_whose_answers_go_where_they_are_known(acme, grace, deliver, a_ticket):
    row = deliver_letter(acme, a_letter(From="Grace <Grace+shop@Northwind.test>", Cc="grace+x@northwind.test"))
    assert (row.ticket.requester, row.ticket.participants.count()) == (grace, 0)
    deliver()
    assert OutgoingMail.objects.get(purpose="acknowledgement").recipient == "grace@northwind.test"
    ticket = a_ticket()
    answer = a_letter("Done.", From="grace+shop@northwind.test")
    assert deliver_letter(acme, answer, to=threading.reply_address(thread_of(ticket, grace))).ticket == ticket
    assert not ContactAddress.objects.filter(address__contains="+").exists()


def test_a_thumb_up_stands_in_the_conversation_and_takes_nothing_up_again(acme, a_ticket, grace, bo):
    ticket = a_ticket()
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    parts = "\n".join([
        "--e", "Content-Type: text/plain; charset=UTF-8", "", "👍", "", "Grace reacted via Gmail", "",
        "--e", "Content-Type: text/vnd.google.email-reaction+json; charset=UTF-8", "", '{"emoji":"👍","version":1}', "",
        "--e", "Content-Type: text/html; charset=UTF-8", "", "<p>👍</p>", "--e--", ""])  # fmt: skip
    letter = a_letter(parts, Content_Type="multipart/alternative; boundary=e")
    row = deliver_letter(acme, letter, to=threading.reply_address(thread_of(ticket, grace)))
    ticket.refresh_from_db()
    said = ticket.messages.get(raw_id=row.pk)
    assert (said.machine, said.attachments.count(), ticket.is_open) == ("reaction", 0, False)
