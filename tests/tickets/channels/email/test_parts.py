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
