"""What leaves: answers that thread and find their way back, and one acknowledgement with a promise that was
computed."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from tests.pictures import a_picture
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets import conversation
from tickets.channels import acknowledging, outbox
from tickets.channels.email import threading
from tickets.conversation import Words
from tickets.models import Contact, ContactAddress, Mailbox, Participant, Ticket

pytestmark = pytest.mark.usefixtures("monday_morning")


def sent(purpose):
    rows = OutgoingMail.objects.filter(purpose=purpose).order_by("pk")
    return [message_from_bytes(storage.read(row.content_key), policy=default) for row in rows]


def test_an_answer_threads_and_names_its_own_way_back(acme, bo, grace, deliver):
    # given
    row = deliver_letter(acme, a_letter(Message_ID="<first@northwind.test>"))
    deliver()
    # when
    conversation.reply(row.ticket, Words("Use <water>.\nBo"), by=bo)
    deliver()
    # then
    (mail,) = sent("reply")
    assert mail["From"] == "Bo (Acme Support) <support@acme.test>".replace("Bo (Acme Support)", '"Bo (Acme Support)"')
    assert mail["To"] == "Grace Hopper <grace@northwind.test>"
    assert mail["In-Reply-To"] == mail["References"] == "<first@northwind.test>"
    assert mail["Subject"] == f"Re: The printer is on fire [ACME-{row.ticket.number}]"
    back = threading.read_reply_address(mail["Reply-To"].addresses[0].addr_spec)
    assert (back.tenant, back.ticket, back.recipient) == (acme.pk, row.ticket.pk, grace.pk)
    assert threading.read_message_id(mail["Message-ID"]) == back
    assert mail.get_body(("plain",)).get_content().splitlines() == ["Use <water>.", "Bo"]
    assert "Use &lt;water&gt;.<br>" in mail.get_body(("html",)).get_content()


def test_a_conversation_chains_theirs_and_ours(acme, bo, grace, deliver):
    row = deliver_letter(acme, a_letter(Message_ID="<first@northwind.test>"))
    first = conversation.reply(row.ticket, Words("One"), by=bo)
    deliver()
    ours = sent("reply")[0]["Message-ID"]
    reply_to = sent("reply")[0]["Reply-To"].addresses[0].addr_spec
    with clock.move_by(timedelta(minutes=5)):
        deliver_letter(acme, a_letter("More", Message_ID="<second@northwind.test>", In_Reply_To=ours), to=reply_to)
    with clock.move_by(timedelta(minutes=9)):
        conversation.reply(row.ticket, Words("Two"), by=bo)
        deliver()
    second = sent("reply")[1]
    assert second["In-Reply-To"] == "<second@northwind.test>"
    assert second["References"].split() == ["<first@northwind.test>", ours, "<second@northwind.test>"]
    assert first.pk


def test_an_answer_to_a_mail_whose_id_another_has_names_that_id(acme, bo, deliver):
    deliver_letter(acme, a_letter("One", Message_ID="<same@northwind.test>"))
    second = deliver_letter(acme, a_letter("Two", Message_ID="<same@northwind.test>"))
    conversation.reply(second.ticket, Words("Use water."), by=bo)
    deliver()
    assert sent("reply")[0]["In-Reply-To"] == "<same@northwind.test>"


def test_everybody_in_copy_gets_a_mail_of_their_own(acme, a_ticket, bo, grace, deliver):
    from tickets.contacts import find_or_make

    ticket = a_ticket()
    ida = find_or_make("ida@northwind.test", "Ida")
    Participant.objects.create(ticket=ticket, contact=ida, since=clock.now())
    message = conversation.reply(ticket, Words("Hello both"), by=bo)
    deliver()
    assert outbox.send_reply(message) == 2
    mails = sent("reply")
    assert [m["To"].addresses[0].addr_spec for m in mails] == ["grace@northwind.test", "ida@northwind.test"]
    assert mails[0]["Cc"].addresses[0].addr_spec == "ida@northwind.test"
    assert len({m["Reply-To"] for m in mails}) == len({m["Message-ID"] for m in mails}) == 2


def test_inline_pictures_leave_as_parts_of_the_mail(acme, a_ticket, bo, deliver):
    from tickets.channels import inline
    from tickets.channels.base import File

    (picture,) = inline.keep_files([File("p.png", "image/png", a_picture("PNG"), "0" * 64)])
    words = Words("See", html=f'<p>See <img src="/desk/attachments/{picture.pk}/inline/"></p>')
    conversation.reply(a_ticket(), words, by=bo, attachments=[picture])
    deliver()
    (mail,) = sent("reply")
    part = next(p for p in mail.walk() if p.get_content_type() == "image/png")
    assert f'src="cid:{part["Content-ID"].strip("<>")}"' in mail.get_body(("html",)).get_content()


def test_a_suspended_address_is_not_written_to_and_the_ticket_says_so(acme, a_ticket, bo, grace, deliver):
    ContactAddress.objects.filter(contact=grace).update(suspended_because="550 nobody here")
    conversation.reply(a_ticket(), Words("Hello?"), by=bo)
    deliver()
    assert sent("reply") == []
    assert Event.objects.get(kind="message.delivery_failed").data["reason"] == "550 nobody here"


def test_an_acknowledgement_states_the_computed_time_and_nothing_the_sender_wrote(acme, deliver):
    row = deliver_letter(acme, a_letter("canary-text", Subject="canary-subject"))
    Ticket.objects.filter(pk=row.ticket.pk).update(reply_due_at=clock.now() + timedelta(hours=3))
    acknowledging.acknowledge(Ticket.objects.get(pk=row.ticket.pk))
    (mail,) = sent("acknowledgement")
    text = mail.get_body(("plain",)).get_content()
    assert "by Monday, 1 June, 13:00 (Europe/Berlin)" in text.replace("\n", " ")
    assert "canary" not in mail.as_string()
    assert mail["Auto-Submitted"] == "auto-replied"
    assert (mail["Precedence"], mail["X-Auto-Response-Suppress"]) == ("bulk", "All")
    assert mail["X-Helpdesk-Loop"]
    assert OutgoingMail.objects.get(purpose="acknowledgement").envelope_sender == ""


def test_a_request_is_acknowledged_once_however_often_the_event_is_told(acme, deliver):
    row = deliver_letter(acme, a_letter())
    deliver()
    acknowledging.acknowledge(Ticket.objects.get(pk=row.ticket.pk))
    assert len(sent("acknowledgement")) == 1


@pytest.mark.parametrize(
    ("_case", "headers"),
    [
        ("auto-submitted", {"Auto_Submitted": "auto-generated"}),
        ("list", {"List_Id": "<x.lists.test>"}),
        ("bulk", {"Precedence": "bulk"}),
        ("nobody reads it", {"From": "no-reply@shop.test"}),
        ("a daemon", {"From": "mailer-daemon@shop.test"}),
    ],
)
def test_row_6_machines_are_never_acknowledged_and_still_become_tickets(acme, deliver, _case, headers):
    row = deliver_letter(acme, a_letter(**headers))
    deliver()
    assert row.ticket is not None
    assert sent("acknowledgement") == []


def test_row_6_our_own_automatic_mail_is_put_aside_and_another_installations_is_an_automatic_reply(acme, settings):
    ours = deliver_letter(acme, a_letter(X_Helpdesk_Loop=settings.REPLY_DOMAIN))
    theirs = deliver_letter(acme, a_letter(X_Helpdesk_Loop="reply.elsewhere.test"))
    assert (ours.state, ours.ticket) == ("quarantined", None)
    assert theirs.ticket.messages.get().machine == "auto_reply"


@pytest.mark.parametrize(
    ("_case", "date", "is_told"),
    [
        ("unread since last week, when the mailbox was connected", "Mon, 25 May 2026 10:00:00 +0200", False),
        ("held up for a night", "Sun, 31 May 2026 18:00:00 +0200", True),
        ("by a clock that was never set", "Thu, 01 Jan 1970 00:00:00 +0000", True),
        ("by a clock that is ahead", "Mon, 01 Jun 2027 10:00:00 +0200", True),
        ("without a date", None, True),
    ],
)
def test_who_wrote_long_ago_is_told_nothing_now(acme, deliver, _case, date, is_told):
    deliver_letter(acme, a_letter(Date=date))
    deliver()
    assert len(sent("acknowledgement")) == is_told


def test_row_5_a_failed_sender_check_is_not_acknowledged(acme, deliver, settings):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.test"]
    deliver_letter(acme, a_letter(Authentication_Results="mx.test; dmarc=fail header.from=northwind.test"))
    deliver()
    assert sent("acknowledgement") == []


def test_a_group_that_forwards_our_own_mailbox_does_not_make_everybody_a_list(acme, deliver):
    deliver_letter(acme, a_letter(List_Id="<support.acme.test>", Precedence="list"))
    deliver()
    assert len(sent("acknowledgement")) == 1


def test_a_mailbox_may_keep_silent(acme, deliver):
    Mailbox.objects.update(sends_acknowledgement=False)
    deliver_letter(acme, a_letter())
    deliver()
    assert sent("acknowledgement") == []


def test_row_6_a_responder_that_says_nothing_about_itself_stops_reopening(acme, a_ticket, grace, ada):
    from helpdesk.events.actors import Actor
    from tickets import lifecycle

    ticket = a_ticket()
    address = threading.reply_address(threading.Thread(acme.pk, ticket.pk, threading.CONTACT, grace.pk))
    for turn in range(6):
        with clock.move_by(timedelta(minutes=turn)):
            lifecycle.resolve(ticket, by=Actor.agent(ada))
            deliver_letter(acme, a_letter(f"I am away {turn}"), to=address)
            ticket.refresh_from_db()
    assert ticket.reopened_count == 3
    assert ticket.messages.filter(text__startswith="I am away").count() == 6


def test_a_line_end_in_a_name_stops_no_answer_and_a_subject_keeps_what_joins_its_letters(
    acme, a_ticket, bo, grace, deliver
):
    # given
    Contact.objects.filter(pk=grace.pk).update(name="Grace\r\nBcc: eve@evil.test")
    ticket = a_ticket(subject="Re: نمی\u200cخواهم\u2028👩\u200d💻")
    # when
    conversation.reply(ticket, Words("Use water."), by=bo)
    deliver()
    # then
    (mail,) = sent("reply")
    assert mail["Subject"] == f"Re: نمی\u200cخواهم 👩\u200d💻 [ACME-{ticket.number}]"
    assert [(one.display_name, one.addr_spec) for one in mail["To"].addresses] == [
        ("Grace Bcc: eve@evil.test", "grace@northwind.test")
    ]
    assert mail["Bcc"] is None
