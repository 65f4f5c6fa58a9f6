"""The outbox at /settings/outgoing/: what became of each mail and what can be done, and no link meant for others."""

import pytest

from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.events.models import Event
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.writing import new_message_id, write


@pytest.fixture
def browser(client_of, ada):
    return client_of(ada)


def a_mail(purpose="reply", **values):
    draft = {
        "sender": ("Acme", "support@acme.test"), "to": [("", "grace@northwind.test")], "subject": "Printer",
        "message_id": new_message_id(), "date": clock.now(), "text": "Please restart it.",
    }  # fmt: skip
    mail = write(Draft(**draft), "grace@northwind.test", purpose=purpose)
    OutgoingMail.objects.filter(pk=mail.pk).update(**values)
    return mail


def test_each_mail_is_listed_with_its_state_and_why(browser, acme):
    a_mail(state="failed", last_error="550 nobody here")
    page = browser.get("/settings/outgoing/?show=trouble").content.decode()
    assert "550 nobody here" in page
    assert "Printer" in page
    assert "Printer" not in browser.get("/settings/outgoing/?show=waiting").content.decode()


def test_a_failed_mail_is_sent_again_and_a_waiting_one_taken_back(browser, acme):
    failed, waiting = a_mail(state="failed"), a_mail()
    browser.post(f"/settings/outgoing/{failed.pk}/retry/")
    browser.post(f"/settings/outgoing/{waiting.pk}/cancellation/")
    states = dict(OutgoingMail.objects.values_list("pk", "state"))
    assert (states[failed.pk], states[waiting.pk]) == ("queued", "cancelled")


def test_too_late_is_said_and_changes_nothing(browser, acme):
    sent = a_mail(state="sent", sent_at=clock.now())
    answer = browser.post(f"/settings/outgoing/{sent.pk}/cancellation/", follow=True)
    assert "Too late" in answer.content.decode()
    assert OutgoingMail.objects.get(pk=sent.pk).state == "sent"


@pytest.mark.parametrize(
    ("purpose", "is_shown"), [("reply", True), ("sign_in", False), ("account", False), ("new", False)]
)
def test_row_30_words_of_mail_that_may_hold_a_link_are_not_shown(browser, acme, purpose, is_shown):
    mail = a_mail(purpose)
    page = browser.get(f"/settings/outgoing/{mail.pk}/").content.decode()
    assert ("Please restart it." in page) is is_shown


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("552 5.3.4 message too big", "too large"),
        ("550 5.1.1 nobody here by that name", "does not exist"),
        ("451 4.7.1 greylisted", "come again later"),
        ("550 5.7.26 unauthenticated", "Domains"),
        ("sign-in refused: 535 5.7.8 no", "let us in"),
        ("Refused: invalid_grant: connect the mailbox again", "connects it again"),
        ("553 5.6.7 x", "English letters"),
        ("the connection broke twice; it may have arrived", "Ask whether"),
    ],
)
def test_what_to_do_stands_beside_what_the_other_server_said(browser, acme, error, says):
    mail = a_mail(state="failed", last_error=error)
    page = browser.get(f"/settings/outgoing/{mail.pk}/").content.decode()
    assert error in page
    assert says in page


def test_an_answer_too_large_for_its_reader_shows_on_the_ticket_with_the_way_out(acme, a_ticket, bo, deliver, settings):
    from helpdesk.mailout.sending import send
    from tests.helpdesk.mailout.smtp_sink import SmtpSink
    from tickets import conversation
    from tickets.conversation import Words

    ticket, server = a_ticket(), SmtpSink()
    server.able = ["SIZE 100"]
    settings.OUTBOUND_SMTP_HOST, settings.OUTBOUND_SMTP_PORT = "127.0.0.1", server.port
    conversation.reply(ticket, Words("Here it is."), by=bo)
    deliver()
    assert send(acme.pk, OutgoingMail.objects.get(purpose="reply").pk) == "failed"
    deliver()
    told = Event.objects.about(ticket).get(kind="message.delivery_failed").data["reason"]
    assert told.startswith("552")
    assert "a link leads" in told
    server.close()
