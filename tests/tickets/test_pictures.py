"""Attached pictures: what a browser gets is what we drew; what cannot be drawn is a file to download (row 15)."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from helpdesk.base import pictures as drawing
from tests.pdfs import a_pdf, an_encrypted_pdf
from tests.pictures import a_bomb, a_photo, a_picture, opened
from tickets import attachments, conversation
from tickets import pictures as kept_pictures
from tickets.conversation import Letter, Words
from tickets.models import Attachment

BROKEN = b"\x89PNG\r\n\x1a\n" + b"x" * 40


@pytest.fixture
def sent(a_ticket, grace):
    """Say something with this picture in it, and attached."""

    def send(content: bytes, name: str = "photo.jpg") -> Attachment:
        file = attachments.keep(content, name)
        Attachment.objects.filter(pk=file.pk).update(content_id="pic", is_inline=True)
        file.refresh_from_db()
        words = Words(text="See", html='<p>See <img src="cid:pic"></p>')
        conversation.receive(a_ticket(), grace, words, letter=Letter(channel="email"), attachments=[file])
        return Attachment.objects.select_related("message__ticket").get(pk=file.pk)

    return send


def kept(file: Attachment) -> str:
    return f"{file.storage_key}.shown1"


def test_a_photo_is_shown_upright_without_its_place_and_downloads_as_it_came(client_of, bo, sent):
    desk, file = client_of(bo), sent(a_photo())
    answer = desk.get(f"/desk/attachments/{file.pk}/inline/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    drawn = opened(answer.getvalue())
    assert drawn.size == (16, 32)
    assert not drawn.getexif()
    download = desk.get(f"/desk/attachments/{file.pk}/", follow=True)
    assert download.getvalue() == a_photo()
    assert download["Content-Disposition"].startswith("attachment")


def test_it_is_drawn_once_and_again_where_the_drawing_is_lost_or_torn(client_of, bo, sent, monkeypatch):
    desk, file = client_of(bo), sent(a_picture())
    asked = []
    draw = drawing.redrawn
    monkeypatch.setattr(drawing, "redrawn", lambda content: asked.append(1) or draw(content))

    def look() -> bytes:
        return desk.get(f"/desk/attachments/{file.pk}/inline/").getvalue()

    first = look()
    assert (look(), len(asked)) == (first, 1)
    whole = default_storage.open(kept(file)).read()
    default_storage.delete(kept(file))
    default_storage.save(kept(file), ContentFile(whole[:-5]))
    assert (look(), look(), len(asked)) == (first, first, 2)
    default_storage.delete(kept(file))
    assert (look(), len(asked)) == (first, 3)
    assert default_storage.open(kept(file)).read() == whole


@pytest.mark.parametrize("content", [BROKEN, a_bomb(30_000, 30_000), a_picture("JPEG", (99, 99))[:-300]])
def test_what_cannot_be_drawn_becomes_a_file_to_download(client_of, bo, sent, content):
    desk, file = client_of(bo), sent(content)
    there = f"/desk/attachments/{file.pk}/"
    page = f"/desk/tickets/{file.message.ticket.number}/"
    assert f"{there}inline/" in desk.get(page).content.decode()
    assert desk.get(f"{there}inline/").status_code == 404
    text = desk.get(page).content.decode()
    assert f"{there}inline/" not in text
    assert f'href="{there}"' in text
    assert desk.get(there, follow=True).getvalue() == content
    assert not default_storage.exists(kept(file))


def test_a_busy_machine_takes_nothing_back(client_of, bo, sent, monkeypatch):
    desk, file = client_of(bo), sent(a_picture())
    monkeypatch.setattr(drawing, "MOST_SECONDS", 0)
    assert desk.get(f"/desk/attachments/{file.pk}/inline/").status_code == 503
    monkeypatch.undo()
    assert desk.get(f"/desk/attachments/{file.pk}/inline/").status_code == 200


def test_a_pdf_shows_its_pages_as_pictures_of_ours_and_downloads_as_it_came(client_of, bo, sent):
    desk, file = client_of(bo), sent(a_pdf(2), "invoice.pdf")
    there = f"/desk/attachments/{file.pk}/"
    page = desk.get(f"/desk/tickets/{file.message.ticket.number}/").content.decode()
    assert re.search(rf'href="{there}" class="file" data-pages.*<img src="{there}inline/"', page)
    first, second = desk.get(f"{there}inline/"), desk.get(f"{there}inline/?page=2")
    assert first["Content-Type"] == second["Content-Type"] == "image/webp"
    assert "sandbox" in first["Content-Security-Policy"]
    assert "invoice" not in first.get("Content-Disposition", "")
    assert first.getvalue() != second.getvalue() == default_storage.open(f"{kept(file)}.2").read()[32:]
    for beyond in ("3", "0", "-1", "x", str(kept_pictures.MOST_PAGES + 1), "9" * 5000):
        assert desk.get(f"{there}inline/?page={beyond}").status_code == 404
    download = desk.get(there, follow=True)
    assert (download.getvalue(), download["Content-Type"]) == (a_pdf(2), "application/octet-stream")
    assert download["Content-Disposition"].startswith("attachment")


def test_a_pdf_that_cannot_be_drawn_stays_a_pdf_without_a_preview(client_of, bo, sent):
    desk, file = client_of(bo), sent(an_encrypted_pdf(), "salary.pdf")
    assert desk.get(f"/desk/attachments/{file.pk}/inline/").status_code == 404
    page = desk.get(f"/desk/tickets/{file.message.ticket.number}/").content.decode()
    assert "salary.pdf" in page
    assert f"/desk/attachments/{file.pk}/inline/" not in page
    file.refresh_from_db()
    assert file.content_type == "application/pdf"
    assert desk.get(f"/desk/attachments/{file.pk}/", follow=True).getvalue() == an_encrypted_pdf()


def test_a_picture_has_one_page(client_of, bo, sent):
    file = sent(a_picture())
    assert client_of(bo).get(f"/desk/attachments/{file.pk}/inline/?page=2").status_code == 404
