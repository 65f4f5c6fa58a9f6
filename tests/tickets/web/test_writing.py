"""Pictures and files in texts among a form's fields: beside a ticket, and in a new one, as in the composer."""

from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from tests.pictures import a_picture
from tickets import drafts, merging
from tickets.models import Attachment, Message, SideConversation, Ticket

PART = {"headers": {"HX-Request": "true"}}
NEW = "/desk/tickets/new/"
OPENING = {"address": "grace@northwind.test", "subject": "Broken", "says": "agent", "priority": "2"}


@pytest.fixture
def desk(client_of, bo):
    return client_of(bo)


def upload(desk, address, kind, content=None, name="shot.png", **more):
    file = SimpleUploadedFile(name, a_picture("PNG") if content is None else content)
    return desk.post(f"{address}files/", {"kind": kind, "file": file} | more, **PART).json()


def with_picture(address):
    figure = (
        f'<figure data-trix-attachment="{{}}"><img src="{address}" width="900"><figcaption>Here</figcaption></figure>'
    )
    return f"<div>Look <b>here</b>: {figure}</div>"


def html_and_parts(deliver, **which):
    deliver()
    row = OutgoingMail.objects.get(**which)
    mail = message_from_bytes(storage.read(row.content_key), policy=policy.default)
    parts = [(one.get_content_type(), one.get_content_disposition()) for one in mail.walk() if one.get_filename()]
    return mail.get_body(("html",)).get_content(), parts


def test_a_picture_stands_in_what_is_written_to_somebody_else(desk, a_ticket, deliver):
    base = f"/desk/tickets/{a_ticket().number}/"
    picture = upload(desk, f"{base}draft/", "side", among_words="1")
    log = upload(desk, f"{base}draft/", "side", b"lines", "log.txt")
    desk.post(
        f"{base}side/",
        {"to": "vera@vendor.test", "subject": "x", "text": "Look here:", "html": with_picture(picture["url"])}
        | {"attachment": log["id"]},
    )
    side = SideConversation.objects.get()
    html, parts = html_and_parts(deliver, purpose="side")
    assert "Look <b>here</b>" in html
    assert f'<img src="cid:{picture["id"]}@helpdesk" alt="Here"' in html
    assert sorted(parts) == [("application/octet-stream", "attachment"), ("image/png", "inline")]
    for page in (base, f"{base}side/{side.pk}/"):
        assert f'<img src="{picture["url"]}" alt="Here"' in desk.get(page).content.decode()
    assert not Attachment.objects.filter(message=None).exists()


@pytest.mark.parametrize(("says", "kind"), [("agent", "agent"), ("customer", "customer"), ("note", "note")])
def test_a_picture_stands_in_what_opens_a_ticket(desk, grace, says, kind):
    picture = upload(desk, f"{NEW}draft/", "new", among_words="1")
    desk.post(NEW, OPENING | {"says": says, "text": "", "html": with_picture(picture["url"])})
    message = Message.objects.get(kind=kind)
    assert message.attachments.get().pk == picture["id"]
    page = desk.get(f"/desk/tickets/{message.ticket.number}/").content.decode()
    assert f'<img src="{picture["url"]}" alt="Here"' in page


def test_a_form_that_comes_back_keeps_text_pictures_and_files(desk, grace):
    picture, log = (
        upload(desk, f"{NEW}draft/", "new", among_words="1"),
        upload(desk, f"{NEW}draft/", "new", b"lines", "log.txt"),
    )
    typed = {"text": "Look here:", "html": with_picture(picture["url"]), "attachment": log["id"]}
    answer = desk.post(NEW, OPENING | typed | {"address": "nobody"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'name="attachment" value="{log["id"]}" checked' in page
    assert picture["url"] in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("typed", [{"text": " "}, {"text": "", "html": "<div><br></div>"}])
def test_nothing_is_not_sent(desk, a_ticket, typed):
    answer = desk.post(f"/desk/tickets/{a_ticket().number}/side/", {"to": "v@vendor.test", "subject": "x"} | typed)
    assert answer.status_code == 422
    assert "Write something first." in answer.content.decode()


def test_files_of_one_form_go_along_with_no_other(desk, client_of, ada, a_ticket, grace):
    ticket, other = a_ticket(), a_ticket()
    beside = upload(desk, f"/desk/tickets/{ticket.number}/draft/", "side", b"lines", "log.txt")["id"]
    assert client_of(ada).get(f"/desk/attachments/{beside}/").status_code == 404  # another agent's
    fresh = desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "log.txt" not in fresh  # it is none of the composer's
    people = {"to": "v@vendor.test", "subject": "x", "text": "See", "attachment": beside}
    desk.post(f"/desk/tickets/{other.number}/side/", people)
    desk.post(NEW, OPENING | {"text": "See", "attachment": beside})
    desk.post(f"/desk/tickets/{ticket.number}/messages/", {"kind": "reply", "text": "See", "attachment": beside})
    assert Attachment.objects.get(pk=beside).message is None
    pages = [desk.get(f"/desk/tickets/{one.number}/side/").content.decode() for one in (ticket, other)]
    assert ["log.txt" in page for page in pages] == [True, False]


def test_a_file_chosen_for_an_answer_survives_a_merge(a_ticket, bo):
    one, into = a_ticket(), a_ticket()
    for ticket in (one, into):
        drafts.save(ticket, bo, "reply", text="Hello")
    file = drafts.attach(one, bo, "reply", SimpleUploadedFile("log.txt", b"lines"))
    merging.merge(one, into, by=bo)
    assert drafts.drafts_of(into, bo)["reply"].attachments.get() == file
