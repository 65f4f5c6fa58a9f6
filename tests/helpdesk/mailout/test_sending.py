"""Each mail leaves once, whatever the server says and whoever dies."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.events.models import Event
from helpdesk.mailout import caps, writing
from helpdesk.mailout.bouncing import read_bounce_address
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.sending import send
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.sweeping import due_by_tenant


def a_mail(recipient="grace@northwind.test", **values) -> OutgoingMail:
    draft = {
        "sender": ("Acme", "support@acme.test"),
        "to": [("Grace", "grace@northwind.test")],
        "subject": "Grüße",
        "message_id": writing.new_message_id(),
        "date": clock.now(),
        "text": ".dot at the start\n..two\nÄ",
    }
    return writing.write(Draft(**{**draft, **values}), recipient, purpose="reply", subject_id=1)


def test_a_mail_leaves_once_with_a_signed_envelope_sender(acme, sink):
    mail = a_mail()
    assert send(acme.pk, mail.pk) == "sent"
    assert send(acme.pk, mail.pk) == ""
    assert [m["Subject"] for m in sink.mails] == ["Grüße"]
    assert sink.mails[0].get_content().splitlines() == [".dot at the start", "..two", "Ä"]
    sender, recipient = sink.envelopes[0]
    assert recipient == "grace@northwind.test"
    assert read_bounce_address(sender) == (acme.pk, mail.pk)


def test_automatic_mail_leaves_without_an_envelope_sender(acme, sink):
    send(acme.pk, a_mail(is_automatic=True).pk)
    assert sink.envelopes[0][0] == ""
    assert sink.mails[0]["Auto-Submitted"] == "auto-generated"


def test_the_same_message_id_is_one_mail(acme):
    mail = a_mail()
    assert a_mail(message_id=mail.message_id) == mail


def test_later_means_later_and_no_means_no(acme, sink):
    sink.at_rcpt = ["450 greylisted", "250 ok"]
    mail = a_mail()
    assert send(acme.pk, mail.pk) == "queued"
    assert send(acme.pk, mail.pk) == ""
    with clock.move_by(timedelta(minutes=2)):
        assert send(acme.pk, mail.pk) == "sent"
    sink.at_rcpt = ["550 nobody here"]
    refused = a_mail()
    assert send(acme.pk, refused.pk) == "failed"
    assert "nobody here" in OutgoingMail.objects.get(pk=refused.pk).last_error
    event = Event.objects.get(kind="mail.failed")
    assert event.data["address"] == "grace@northwind.test"


def test_a_connection_that_breaks_after_data_is_tried_once_more_with_the_same_id(acme, sink):
    sink.at_end = ["hang up", "hang up"]
    mail = a_mail()
    assert send(acme.pk, mail.pk) == "queued"
    with clock.move_by(timedelta(minutes=2)):
        assert send(acme.pk, mail.pk) == "failed"
    assert len({m["Message-ID"] for m in sink.mails}) == 1
    assert len(sink.mails) == 2


def test_a_mail_whose_sender_died_is_taken_up_after_its_lease(acme, sink):
    mail = a_mail()
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state="sending", attempts=1, next_attempt_at=clock.now() + timedelta(minutes=3)
    )
    assert send(acme.pk, mail.pk) == ""
    with clock.move_by(timedelta(minutes=4)):
        assert send(acme.pk, mail.pk) == "sent"


def test_a_server_that_is_away_only_delays(acme, sink):
    sink.close()
    mail = a_mail()
    assert send(acme.pk, mail.pk) == "queued"
    assert OutgoingMail.objects.get(pk=mail.pk).unclear_attempts == 0


def test_the_sweep_finds_what_is_due_across_tenants(acme, globex):
    with clock.move_by(timedelta(minutes=-5)):
        ours = a_mail()
        with use_tenant(globex):
            theirs = a_mail()
    later = writing.write(
        Draft(("", "a@b.test"), [("", "c@d.test")], "x", writing.new_message_id(), clock.now(), text="x"),
        "c@d.test", purpose="reply", not_before=clock.now() + timedelta(hours=1),
    )  # fmt: skip
    due = due_by_tenant("due_outgoing_mail", 100)
    assert due[acme.pk] == [ours.pk]
    assert due[globex.pk] == [theirs.pk]
    assert later.pk not in due[acme.pk]


def test_a_mail_that_has_not_left_can_be_taken_back(acme, sink):
    mail = a_mail()
    assert writing.cancel("reply", 1) == 1
    assert send(acme.pk, mail.pk) == ""
    assert sink.mails == []


def test_row_5_automatic_mail_to_one_address_is_capped_over_all_tenants(acme, globex):
    a_mail(is_automatic=True)
    with use_tenant(globex):
        assert not caps.may_write_automatically("Grace@Northwind.test")
        assert caps.may_write_automatically("other@northwind.test")
        with clock.move_by(timedelta(hours=2)):
            assert caps.may_write_automatically("grace@northwind.test")


def test_what_is_written_while_muted_is_never_sent(acme):
    with writing.muted():
        assert a_mail() is None
    assert not OutgoingMail.objects.exists()


def test_a_mail_of_an_action_that_failed_is_not_there(acme_tenant, db):
    def fail():
        with use_tenant(acme_tenant):
            a_mail()
            raise RuntimeError

    pytest.raises(RuntimeError, fail)
    with use_tenant(acme_tenant):
        assert not OutgoingMail.objects.exists()


def why(mail) -> str:
    return OutgoingMail.objects.get(pk=mail.pk).last_error


def test_a_mail_too_large_for_the_server_fails_at_once_and_says_so(acme, sink):
    sink.able = ["SIZE 1000"]
    mail = a_mail(text="x" * 2000)
    assert send(acme.pk, mail.pk) == "failed"
    assert why(mail).startswith("552")
    assert Event.objects.get(kind="mail.failed").data["reason"] == why(mail)
    sink.able, sink.at_end = [], ["552 5.3.4 message too big for us"]
    other = a_mail()
    assert send(acme.pk, other.pk) == "failed"
    assert "too big for us" in why(other)


def test_addresses_in_other_scripts_leave_as_the_server_reads_them(acme, sink):
    assert send(acme.pk, a_mail("grace@bücher.test").pk) == "sent"
    assert send(acme.pk, a_mail("größe@straße.test").pk) == "sent"
    assert [recipient for _sender, recipient in sink.envelopes] == [
        "grace@xn--bcher-kva.test", "größe@xn--strae-oqa.test"
    ]  # fmt: skip
    sink.able = []
    assert send(acme.pk, a_mail("grace@bücher.test").pk) == "sent"
    mail = a_mail("größe@bücher.test")
    assert send(acme.pk, mail.pk) == "failed"
    assert why(mail).startswith("553 5.6.7")


def test_one_recipient_who_is_refused_holds_up_no_other(acme, sink):
    sink.at_rcpt = ["550 5.1.1 nobody here", "250 ok", "451 4.7.1 greylisted, come back", "250 ok"]
    first, second, third = a_mail("ida@a.test"), a_mail("bob@a.test"), a_mail("eve@a.test")
    assert [send(acme.pk, mail.pk) for mail in (first, second, third)] == ["failed", "sent", "queued"]
    with clock.move_by(timedelta(minutes=2)):
        assert [send(acme.pk, mail.pk) for mail in (first, second, third)] == ["", "", "sent"]
    assert [recipient for _sender, recipient in sink.envelopes] == ["bob@a.test", "eve@a.test"]


@pytest.mark.parametrize("answer", ["421 4.4.2 closing", "250 bye", "502 what?"])
def test_a_server_that_says_goodbye_oddly_has_taken_the_mail_all_the_same(acme, sink, answer):
    sink.at_quit, sink.at_rcpt = answer, ["250 ok", "550 5.1.1 nobody here"]
    assert send(acme.pk, a_mail().pk) == "sent"
    assert len(sink.mails) == 1
    refused = a_mail()
    assert send(acme.pk, refused.pk) == "failed"
    assert why(refused) == "550 5.1.1 nobody here"


def test_a_server_that_will_have_nothing_to_do_with_us_refuses_no_mail(acme, sink):
    sink.greetings, sink.at_mail = ["554 5.7.1 not from there"], ["530 5.7.0 sign in first", "250 ok"]
    mail = a_mail()
    assert send(acme.pk, mail.pk) == "queued"
    with clock.move_by(timedelta(minutes=2)):
        assert send(acme.pk, mail.pk) == "queued"
    assert why(mail) == "sign-in refused: 530 5.7.0 sign in first"
    with clock.move_by(timedelta(minutes=10)):
        assert send(acme.pk, mail.pk) == "sent"


def test_a_server_that_always_says_later_is_asked_less_and_less_and_then_no_more(acme, sink):
    mail = a_mail()
    sink.at_rcpt = ["450 later"] * 20
    waits, now = [], clock.now()
    for _attempt in range(13):
        with clock.at(now):
            state = send(acme.pk, mail.pk)
        next_at = OutgoingMail.objects.get(pk=mail.pk).next_attempt_at
        waits.append((next_at - now).total_seconds())
        now = next_at
    assert state == "failed"
    assert waits[:12] == sorted(waits[:12])
    assert waits[0] == 60
