"""What becomes of each part of a mail: words, a file below them, a picture among them, or another form of the same."""

import pytest

from tickets.channels.email.headers import lenient_base64, parameters
from tickets.channels.email.mime import read
from tickets.channels.email.parsed import Parsed

A_JPEG = "\xff\xd8\xff\xe0 photo"


def a_mail(kind: str, *parts: str) -> Parsed:
    """A mail of these parts, each its head and its body; read."""
    inside = "".join(f"--b\n{part}\n" for part in parts)
    text = f"From: grace@northwind.test\nSubject: x\nContent-Type: {kind}; boundary=b\n\n{inside}--b--\n"
    return read(text.replace("\n", "\r\n").encode("latin-1"))


def test_a_photo_that_no_word_shows_is_a_file_however_inline_the_phone_calls_it():
    mail = a_mail(
        "multipart/mixed",
        "Content-Type: text/plain\n\nHere it is:",
        f"Content-Type: image/jpeg; name=1.jpg\nContent-Disposition: inline\nContent-Id: <image1>\n\n{A_JPEG}",
        "Content-Type: text/plain\n\nSent in the rain",
    )
    assert mail.text == "Here it is:\n\nSent in the rain"
    assert [(file.filename, file.is_inline) for file in mail.files] == [("1.jpg", False)]


def test_a_picture_is_among_the_words_only_where_they_name_it_and_not_another():
    mail = a_mail(
        "multipart/related",
        'Content-Type: text/html\n\n<p>Look: <img src="cid:image10"></p>',
        f"Content-Type: image/jpeg; name=1.jpg\nContent-Id: <image1>\n\n{A_JPEG}",
        f"Content-Type: image/jpeg; name=10.jpg\nContent-Id: <image10>\n\n{A_JPEG}",
    )
    assert [(file.filename, file.is_inline) for file in mail.files] == [("1.jpg", False), ("10.jpg", True)]


@pytest.mark.parametrize("kind", ["text/x-amp-html", "text/watch-html", "text/enriched"])
def test_other_forms_of_the_words_are_no_files(kind):
    plain = "Content-Type: text/plain\n\nHello"
    other = f"Content-Type: {kind}\n\n<b>Hello</b>"
    mail = a_mail("multipart/alternative", plain, other, "Content-Type: text/html\n\n<p>Hello</p>")
    assert (mail.text, mail.files) == ("Hello", ())
    assert [file.content for file in a_mail("multipart/alternative", other).files] == [b"<b>Hello</b>"]


@pytest.mark.parametrize(
    ("_case", "kind", "parts"),
    [
        ("the mail itself", "text/plain; name=mail.txt", ["Hello"]),
        ("one of two forms", "multipart/alternative", [
            "Content-Type: text/plain; name=a.txt\n\nHello", "Content-Type: text/html; name=a.htm\n\n<p>Hello</p>"]),
    ],
)  # fmt: skip
def test_words_that_have_a_name_are_words(_case, kind, parts):
    mail = a_mail(kind, *parts) if len(parts) > 1 else read(f"Content-Type: {kind}\r\n\r\n{parts[0]}".encode())
    assert (mail.text, mail.files) == ("Hello", ())


def test_a_named_text_beside_others_is_a_file():
    mail = a_mail("multipart/mixed", "Content-Type: text/plain; name=log.txt\n\nat 10:00 it stopped")
    assert [file.filename for file in mail.files] == ["log.txt"]


@pytest.mark.parametrize(
    ("_case", "written"),
    [
        ("in two pieces", "filename=report.pdf; filename*0*=utf-8''gr%C3%BCner%20; filename*1*=Tee.pdf"),
        ("in one", "filename*=utf-8''gr%C3%BCner%20Tee.pdf; filename=\"gr_ner Tee.pdf\""),
        ("pieces in quotes", 'filename="Tee.pdf"; filename*0="=?utf-8?q?gr=C3=BC?="; filename*1="ner Tee.pdf"'),
    ],
)
def test_the_whole_name_of_a_file_wins_over_the_one_for_old_programs(_case, written):
    assert parameters(f"attachment; {written}".encode())[1] == {"filename": "grüner Tee.pdf"}


def test_base64_that_was_written_in_stretches_is_read_to_the_end():
    assert lenient_base64(b"SGVsbG8g\r\nd29ybGQ=\r\nLCBhZ2Fpbg==\r\nIQ") == b"Hello world, again!"


@pytest.mark.parametrize("named", ["cid:a&amp;b@x", "CID:a&b@x", "cid:a%26b%40x"])
def test_a_picture_is_found_however_the_words_write_its_name(named):
    mail = a_mail(
        "multipart/related",
        f'Content-Type: text/html\n\n<p>Look: <img src="{named}"></p>',
        f"Content-Type: image/jpeg; name=1.jpg\nContent-Id: <a&b@x>\n\n{A_JPEG}",
    )
    assert [file.is_inline for file in mail.files] == [True]
    assert 'src="cid:a&amp;b@x"' in mail.html
