"""A forwarded mail's original is told from what stands above it, as mail programs write it in many languages."""

import pytest

from tests.tickets.channels.email.cases import FIXTURES, sections
from tickets.channels.email.mime import read

GMAIL = "---------- Forwarded message ---------"
BODY = "The printer burns.\n\nGrace"

HEADS = list(sections(FIXTURES / "forwards" / "heads.txt"))


def mail(body, subject="Fwd: Fire", kind="text/plain", **headers):
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"From: Bo <bo@acme.test>\r\nTo: support@acme.test\r\nSubject: {subject}\r\n{more}"
    return f"{head}Content-Type: {kind}; charset=utf-8\r\n\r\n{body}".encode()


@pytest.mark.parametrize(("_program", "head"), HEADS, ids=[name for name, _head in HEADS])
def test_the_original_of_each_program_is_told(_program, head):
    found = read(mail(f"Please help her.\n\n{head}{BODY}\n")).forwarded
    assert (found.sender.email, found.sender.name) == ("grace@northwind.test", "Grace Hopper")
    assert (found.subject, found.above.strip("_\n ")) == ("Fire", "Please help her.")
    assert found.text == BODY


def test_marked_lines_of_an_original_are_its_words():
    marked = "\n".join(f"> {line}" for line in (HEADS[2][1].partition("\n\n")[2] + BODY).split("\n"))
    found = read(mail(f"Begin forwarded message:\n\n{marked}")).forwarded
    assert (found.sender.email, found.text) == ("grace@northwind.test", BODY)


def test_html_keeps_the_originals_looks_and_not_the_head():
    html = (
        f'<div>See below</div><div class="gmail_quote"><div class="gmail_attr">{GMAIL}<br>'
        "From: <strong>Grace Hopper</strong> <span>&lt;<a>grace@northwind.test</a>&gt;</span><br>"
        "Date: Mon, Jun 1, 2026 at 10:00 AM<br>Subject: Fire<br>To: &lt;bo@acme.test&gt;<br></div><br>"
        "<p>The <b>printer</b> burns.</p></div>"
    )
    found = read(mail(html, kind="text/html")).forwarded
    assert (found.sender.email, found.text, found.above) == ("grace@northwind.test", "The printer burns.", "See below")
    assert "<b>printer</b>" in found.html
    assert "Forwarded" not in found.html + found.quoted_html


def test_an_original_that_came_as_a_file_brings_its_own_files():
    inner = mail(BODY, subject="Fire").replace(b"From: Bo <bo@acme.test>", b"From: Grace <grace@northwind.test>")
    inner = (
        inner.replace(
            b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
            b"Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n\r\n",
        )
        + b'\r\n--in\r\nContent-Type: text/plain; name="log.txt"\r\n\r\nlog\r\n--in--'
    )
    outer = b"--out\r\n\r\nFor you\r\n--out\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--out--"
    raw = mail("", kind="multipart/mixed; boundary=out").rstrip() + b"\r\n\r\n" + outer
    found = read(raw.replace(b"boundary=out; charset=utf-8", b"boundary=out")).forwarded
    assert (found.sender.email, found.subject, found.above) == ("grace@northwind.test", "Fire", "For you")
    assert (found.text, [file.filename for file in found.files]) == (BODY, ["log.txt"])


@pytest.mark.parametrize(
    ("_case", "body", "subject"),
    [
        ("an answer that quotes", f"Yes.\n\n{HEADS[10][1]}{BODY}", "Re: Fire"),
        ("prose about forwarding", "I forwarded message 12 to you.\nFrom: me, with love", "Hello"),
        ("nothing of the kind", BODY, "Fire"),
    ],
)
def test_what_is_no_forward_is_none(_case, body, subject):
    assert read(mail(body, subject=subject)).forwarded is None


@pytest.mark.parametrize("body", ["Look at this.", f"{GMAIL}\nFrom: Grace Hopper\nSubject: Fire\nTo: Bo\n\n{BODY}"])
def test_a_forward_whose_writer_cannot_be_told_says_so(body):
    assert not read(mail(body)).forwarded.sender.email
