"""Forwarding a message and asking somebody else, at the ticket's page."""

import re
from email import message_from_bytes, policy

import pytest

from helpdesk.events.actors import Actor
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from tests.pictures import a_picture
from tickets import attachments, conversation, side_conversations
from tickets.conversation import Words
from tickets.models import Attachment, Message, SideConversation


def test_a_message_is_forwarded_with_what_was_said(desk, a_ticket):
    ticket = a_ticket(text="The printer burns.")
    base = f"/desk/tickets/{ticket.number}/"
    form = desk.get(f"{base}side/?message={Message.objects.get().pk}").content.decode()
    assert "&gt; The printer burns." in form
    assert f"Fwd: {ticket.subject}" in form
    desk.post(f"{base}side/", {"to": "Vera@vendor.test", "subject": "Fwd: fire", "text": "> The printer burns."})
    side = SideConversation.objects.get()
    assert side.people == ["vera@vendor.test"]
    assert "Beside the ticket" in desk.get(base).content.decode()
    desk.post(f"{base}side/{side.pk}/", {"text": "Still burning."})
    page = desk.get(f"{base}side/{side.pk}/").content.decode()
    assert "Still burning." in page


def test_the_key_forwards_what_was_said_last_to_or_by_the_customer(desk, a_ticket, bo, ada):
    ticket = a_ticket(text="The printer burns.")
    conversation.reply(ticket, Words(text="Since when?"), by=bo)
    conversation.note(ticket, Words(text="Again!"), by=Actor.agent(ada))
    base = f"/desk/tickets/{ticket.number}/"
    assert f'href="{base}side/?message=newest" data-key="f"' in desk.get(base).content.decode()
    form = desk.get(f"{base}side/?message=newest").content.decode()
    assert "<h1>Forward</h1>" in form
    assert "&gt; Since when?" in form
    assert "Again!" not in form


def mails(deliver):
    deliver()
    rows = OutgoingMail.objects.filter(purpose="side").order_by("pk")
    return {row.recipient: message_from_bytes(storage.read(row.content_key), policy=policy.default) for row in rows}


def test_a_forwarded_message_has_copies_open_and_blind_and_takes_its_pictures_along(desk, a_ticket, grace, deliver):
    ticket = a_ticket()
    picture, log = attachments.keep(a_picture("PNG"), "shot.png"), attachments.keep(b"lines", "log.txt")
    Attachment.objects.filter(pk=picture.pk).update(content_id="shot", is_inline=True)
    words = Words(text="See", html='<p>See <img src="cid:shot"></p>')
    said = conversation.receive(ticket, grace, words, attachments=[picture, log])
    there = f"/desk/tickets/{ticket.number}/side/?message={said.pk}"
    form = desk.get(there).content.decode()
    for one in (picture, log):
        assert re.search(rf'name="attached" value="{one.pk}"[^>]* checked', form)
    people = {"to": "vera@vendor.test", "cc": "jo@vendor.test, vera@vendor.test", "bcc": "boss@firm.test"}
    typed = {"subject": "Fwd: fire", "text": "Please look.", "attached": [picture.pk, log.pk]}
    desk.post(there, people | typed)
    sent = mails(deliver)
    assert sent.keys() == {"vera@vendor.test", "jo@vendor.test", "boss@firm.test"}
    for mail in sent.values():
        assert (mail["To"], mail["Cc"], mail["Bcc"]) == ("vera@vendor.test", "jo@vendor.test", None)
        assert [part.get_filename() for part in mail.iter_attachments()] == ["shot.png", "log.txt"]
        assert "boss" not in mail.as_string()
    assert len({mail["Message-ID"] for mail in sent.values()}) == 3
    # it goes on with those who were named; the page says who got what
    side = SideConversation.objects.get()
    desk.post(f"/desk/tickets/{ticket.number}/side/{side.pk}/", {"text": "And?"})
    deliver()
    written = OutgoingMail.objects.filter(purpose="side").order_by("pk").values_list("recipient", flat=True)
    assert list(written)[3:] == ["vera@vendor.test", "jo@vendor.test"]
    page = desk.get(f"/desk/tickets/{ticket.number}/side/{side.pk}/").content.decode()
    assert "to vera@vendor.test, jo@vendor.test · blind copy to boss@firm.test" in page
    assert side_conversations.knows(side, "boss@firm.test")
    assert not side_conversations.knows(side, "eve@elsewhere.test")


@pytest.mark.parametrize("field", ["cc", "bcc"])
def test_the_customer_gets_no_copy_of_what_is_said_beside(desk, a_ticket, field):
    typed = {"to": "vera@vendor.test", "subject": "x", "text": "kept words", field: "grace@northwind.test"}
    answer = desk.post(f"/desk/tickets/{a_ticket().number}/side/", typed)
    assert answer.status_code == 422
    assert "as a customer" in answer.content.decode()
    assert not SideConversation.objects.exists()


def test_too_many_people_are_refused_not_left_out(desk, a_ticket):
    typed = {
        "to": ",".join(f"a{n}@vendor.test" for n in range(15)),
        "cc": ",".join(f"b{n}@vendor.test" for n in range(6)),
    }
    answer = desk.post(f"/desk/tickets/{a_ticket().number}/side/", typed | {"subject": "x", "text": "kept words"})
    assert "At most 20 people get one mail." in answer.content.decode()


@pytest.mark.parametrize(
    ("to", "says"), [("", "required"), ("vera", "Not a mail address"), ("grace@northwind.test", "as a customer")]
)
def test_a_wrong_recipient_is_said_beside_the_field_and_the_text_stays(desk, a_ticket, to, says):
    number = a_ticket().number
    answer = desk.post(f"/desk/tickets/{number}/side/", {"to": to, "subject": "x", "text": "kept words"})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "kept words" in answer.content.decode()
    assert not SideConversation.objects.exists()


def test_another_tickets_message_is_not_forwarded_from_here(desk, a_ticket):
    one, other = a_ticket(), a_ticket()
    said = Message.objects.get(ticket=other).pk
    assert desk.get(f"/desk/tickets/{one.number}/side/?message={said}").status_code == 404
