"""A mail that waits can be taken back, one that failed can be sent again, and both say so."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.mailout import handling
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.sending import mark_bounced, send
from tests.helpdesk.mailout.test_sending import a_mail


def test_a_mail_that_waits_is_taken_back_and_never_leaves(acme, ada, sink):
    mail = handling.cancel(a_mail(), by=Actor.agent(ada))
    assert send(acme.pk, mail.pk) == ""
    assert sink.mails == []
    assert Event.objects.get(kind="mail.cancelled").data["address"] == "grace@northwind.test"


def test_a_mail_that_left_cannot_be_taken_back(acme, ada, sink):
    mail = a_mail()
    send(acme.pk, mail.pk)
    with pytest.raises(handling.TooLate):
        handling.cancel(mail, by=Actor.agent(ada))
    assert OutgoingMail.objects.get(pk=mail.pk).state == "sent"


def test_a_refused_mail_is_sent_again_under_its_own_id(acme, ada, sink):
    sink.at_rcpt = ["550 mailbox full"]
    mail = a_mail()
    assert send(acme.pk, mail.pk) == "failed"
    handling.send_again(OutgoingMail.objects.get(pk=mail.pk), by=Actor.agent(ada))
    assert send(acme.pk, mail.pk) == "sent"
    assert sink.mails[0]["Message-ID"] == f"<{mail.message_id}>"


def test_a_mail_that_came_back_says_so_and_may_be_sent_again(acme, ada, sink):
    mail = a_mail()
    send(acme.pk, mail.pk)
    assert mark_bounced(mail.pk, reason="5.1.1 nobody").state == "bounced"
    handling.send_again(mail, by=Actor.agent(ada))
    assert send(acme.pk, mail.pk) == "sent"


def test_what_is_under_way_is_not_sent_a_second_time(acme, ada):
    with pytest.raises(handling.TooLate):
        handling.send_again(a_mail(), by=Actor.agent(ada))
