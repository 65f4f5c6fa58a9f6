"""Files and pictures of what is being written: kept when they are chosen, shown and sent where they were put."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from helpdesk.base import clock
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from tests.pictures import a_picture
from tickets import attachments, drafts, scheduling
from tickets.models import Attachment, Draft, Macro, Message

PART = {"headers": {"HX-Request": "true"}}


def upload(desk, ticket, name="shot.png", content=None, **more):
    file = SimpleUploadedFile(name, a_picture("PNG") if content is None else content)
    return desk.post(f"/desk/tickets/{ticket.number}/draft/files/", {"kind": "reply", "file": file} | more, **PART)


def press(desk, ticket, **form):
    return desk.post(f"/desk/tickets/{ticket.number}/messages/", {"kind": "reply"} | form, **PART)


def page(desk, ticket):
    return desk.get(f"/desk/tickets/{ticket.number}/").content.decode()


def with_picture(address, caption="", words="See here:"):
    """What the rich editor says of a picture among words."""
    return (
        f'<div>{words} <figure data-trix-attachment="{{}}" class="attachment attachment--png">'
        f'<img src="{address}" width="2880" height="1800">'
        f'<figcaption class="attachment__caption">{caption}</figcaption>'
        "</figure></div>"
    )


def mail_of(deliver):
    deliver()
    row = OutgoingMail.objects.get(purpose="reply")
    return message_from_bytes(storage.read(row.content_key), policy=policy.default)


def test_a_picture_put_into_the_text_leaves_inside_the_mail_where_it_was_put(desk, ticket, deliver):
    address = upload(desk, ticket, among_words="1").json()["url"]
    press(desk, ticket, html=with_picture(address, "The <b>log</b> & more"), text="See here:")
    message = Message.objects.get(kind="agent")
    file = message.attachments.get()
    mail = mail_of(deliver)
    html = mail.get_body(("html",)).get_content()
    assert f'<img src="cid:{file.content_id}" alt="The log &amp; more" width="640"' in html
    assert "figure" not in html
    (part,) = [one for one in mail.walk() if one.get_content_type() == "image/png"]
    assert part["Content-ID"] == f"<{file.content_id}>"
    assert part.get_content_disposition() == "inline"
    assert "The log & more" in mail.get_body(("plain",)).get_content()
    # the desk shows it there, and lists no file below
    shown = page(desk, ticket)
    assert f'<img src="{address}" alt="The log &amp; more"' in shown
    assert 'class="file"' not in shown
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("way", ["held", "scheduled"])
def test_it_waits_with_the_answer_and_comes_back_with_it(desk, ticket, bo, way):
    address = upload(desk, ticket, among_words="1").json()["url"]
    html = with_picture(address)
    if way == "held":
        file = Attachment.objects.get()
        said = scheduling.Said(scheduling.Words.typed(html, is_html=True), attachments=[file])
        scheduling.hold(ticket, bo, said, 60)
        assert f'src="{address}"' in page(desk, ticket)
    else:
        press(desk, ticket, html=html, text="See here:", send_at=(timezone.now() + timedelta(hours=1)).isoformat())
    draft = scheduling.scheduled_by(bo, ticket)
    scheduling.drop(draft, by=bo)
    assert address in page(desk, ticket)
    scheduling.hold(
        ticket,
        bo,
        scheduling.Said(scheduling.Words.typed(draft.html, is_html=True), attachments=draft.attachments.all()),
        1,
    )
    with clock.move_by(timedelta(minutes=1)):
        assert scheduling.send_due([draft.pk]) == 1
    assert "cid:" in Message.objects.get(kind="agent").html


def test_a_picture_alone_is_a_draft_and_an_answer(desk, ticket, bo):
    address = upload(desk, ticket, among_words="1").json()["url"]
    html = with_picture(address, words="")
    desk.post(f"/desk/tickets/{ticket.number}/draft/", {"kind": "reply", "html": html, "text": ""}, **PART)
    assert address in drafts.drafts_of(ticket, bo)["reply"].html
    assert press(desk, ticket, html=html, text="").status_code == 200
    assert Message.objects.get(kind="agent").attachments.count() == 1


def test_a_picture_taken_out_of_the_text_does_not_leave(desk, ticket):
    pk = upload(desk, ticket, among_words="1").json()["id"]
    press(desk, ticket, text="No picture after all.", attachment=pk)
    assert Message.objects.get(kind="agent").attachments.count() == 0


def test_a_chosen_file_waits_in_its_own_draft_and_leaves_with_it_only(desk, ticket, bo):
    pk = upload(desk, ticket, "log.txt", b"lines", kind="note").json()["id"]
    desk.post(f"/desk/tickets/{ticket.number}/draft/", {"kind": "note", "text": ""}, **PART)
    assert f'value="{pk}" checked' in page(desk, ticket)
    # meant for colleagues: it goes along with no answer
    press(desk, ticket, text="Hello Grace.", attachment=pk)
    assert Message.objects.get(kind="agent").attachments.count() == 0
    press(desk, ticket, kind="note", text="The log.", attachment=pk)
    assert Message.objects.get(kind="note").attachments.get().filename == "log.txt"


def test_a_macro_leaves_files_people_and_a_promised_update_in_the_composer(desk, ticket, bo):
    macro = Macro.objects.create(name="Greeting", text="Kind regards")
    upload(desk, ticket, "log.txt", b"lines")
    form = {"kind": "reply", "text": "Hello", "cc": "ida@northwind.test", "update_by": "noon"}
    desk.post(f"/desk/tickets/{ticket.number}/macros/{macro.pk}/use/", form, **PART)
    draft = drafts.drafts_of(ticket, bo)["reply"]
    assert (draft.text, draft.cc, draft.parts) == (
        "Hello\n\nKind regards",
        ["ida@northwind.test"],
        {"update_by": "noon"},
    )
    assert draft.attachments.get().filename == "log.txt"


def test_a_file_is_taken_out_again(desk, ticket, bo, client_of, ada):
    pk = upload(desk, ticket, "log.txt", b"lines").json()["id"]
    there = f"/desk/tickets/{ticket.number}/draft/files/{pk}/removal/"
    assert client_of(ada).post(there, **PART).status_code == 204  # it is none of hers: nothing happens
    assert Attachment.objects.filter(pk=pk).exists()
    desk.post(there, **PART)
    assert not Attachment.objects.filter(pk=pk).exists()


@pytest.mark.parametrize(
    ("_case", "form", "words"),
    [
        ("no picture", {"content": b"<svg/>", "among_words": "1"}, "Only pictures of up to 5 MB"),
        ("a large one", {"among_words": "1"}, "Only pictures of up to 5 MB"),
        ("too large", {"content": b"x" * 4001, "name": "film.mp4"}, "“film.mp4” is larger than"),
        ("nothing", {"file": ""}, "Choose a file."),
    ],
)
def test_what_does_not_fit_is_refused_with_the_way_out(desk, ticket, monkeypatch, _case, form, words):
    monkeypatch.setattr(attachments, "LARGEST_BYTES", 4000)
    monkeypatch.setattr(attachments, "LARGEST_AMONG_WORDS_BYTES", 10)
    answer = upload(desk, ticket, **form)
    assert answer.status_code == 422
    assert words in answer.json()["problem"]
    assert not Attachment.objects.exists()


def test_an_answer_that_waits_to_be_sent_takes_no_more_files(desk, ticket, bo):
    press(desk, ticket, text="Tomorrow.", send_at=(timezone.now() + timedelta(hours=1)).isoformat())
    assert "Take it back first" in upload(desk, ticket).json()["problem"]


def test_pictures_of_other_messages_are_named_by_no_answer(desk, ticket, deliver):
    foreign = attachments.keep(a_picture("PNG"), "secret.png")
    press(desk, ticket, html=with_picture(f"/desk/attachments/{foreign.pk}/inline/"), text="See here:")
    mail = mail_of(deliver)
    assert "/desk/attachments/" not in mail.get_body(("html",)).get_content()
    assert [one for one in mail.walk() if one.get_content_maintype() == "image"] == []
