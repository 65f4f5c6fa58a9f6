"""Row 11: each hostile shape is read or parked in under 5 s of the processor, and the next mail is read as if
nothing was."""

import base64
import os
import time

import pytest

from tests.tickets.channels.letters import a_letter
from tickets.channels.email import caps, child
from tickets.channels.email.child import Reader

HEAD = b"From: a@b.test\r\nSubject: s\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"
SHAPES = {
    "a To of quote characters": b"To: " + b'"' * 10_000 + b"\r\n" + HEAD + b"\r\nx",
    "nested comments": b"From: " + b"(" * 15_000 + b"a@b.test\r\n\r\nx",
    "2,000 recipients": HEAD + b"To: " + b",\r\n ".join(b"u%d@x.test" % n for n in range(2000)) + b"\r\n\r\nhello",
    "a header of 200 kB": HEAD + b"X-A: " + b"a" * 200_000 + b"\r\n\r\nhello",
    "5,000 references": HEAD
    + b"References: "
    + b"\r\n ".join(b"<u%d@x.test>" % n for n in range(5000))
    + b"\r\n\r\nhello",
    "50,000 nested div": HTML + b"<div>" * 50_000,
    "formatting that multiplies": HTML + b"".join(b"<p><b a=%d></p>" % n for n in range(20_000)),
    "5,000 nested parts": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000)),
    "5,000 parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000,
    "20 MB of text": HEAD + b"\r\n" + b"hello world \xe4 line\r\n" * 1_000_000,
    "20 MB on one line": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 5_000_000,
    "5 MB of HTML": HTML + b"<p>hello</p>" * 400_000,
    "brackets": HTML + b"<" * 300_000,
    "entities": HTML + b"&#" * 150_000,
    "nothing but NUL": b"\x00" * 5_000_000,
    "boundary look-alikes": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--bb\r\n" * 1_000_000,
    "encoded words": HEAD.replace(b": s", b": " + b"=?utf-8?q?a?= " * 1_000) + b"\r\n",
}


@pytest.fixture(scope="module")
def reader():
    reader = Reader()
    yield reader
    reader.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_row_11_each_shape_is_done_or_parked(reader, shape):
    reader.read(a_letter())
    before = _processor_seconds(reader)
    mail = reader.read(SHAPES[shape])
    spent = _processor_seconds(reader) - before
    assert mail.review.startswith(child.TOOK_TOO_LONG) or spent < 5
    assert reader.read(a_letter("still here")).text == "still here"


def _processor_seconds(reader):
    try:
        fields = open(f"/proc/{reader._process.pid}/stat").read().rsplit(")", 1)[1].split()  # noqa: SIM115
    except (OSError, AttributeError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_mail_that_never_ends_is_parked_with_its_sender_and_subject(monkeypatch):
    reader = Reader()
    monkeypatch.setattr(child.caps, "WALL_SECONDS", 0)
    try:
        mail = reader.read(a_letter())
        assert mail.review.startswith(child.TOOK_TOO_LONG)
        assert (mail.sender.email, mail.subject) == ("grace@northwind.test", "The printer is on fire")
    finally:
        reader.close()


def test_a_child_that_was_killed_is_replaced():
    reader = Reader()
    try:
        reader.read(a_letter())
        reader._process.kill()
        reader._process.wait()
        assert reader.read(a_letter("again")).text == "again"
    finally:
        reader.close()


def test_a_mail_of_25_mb_takes_at_most_3_s_and_300_mb():
    reader = Reader()
    pdf = base64.encodebytes(b"%PDF-" + os.urandom(18_000_000)).replace(b"\n", b"\r\n")
    raw = HEAD + b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + pdf
    try:
        reader.read(a_letter())
        started = time.monotonic()
        mail = reader.read(raw)
        assert len(mail.files[0].content) == 18_000_005
        assert _processor_seconds(reader) < 3
        assert time.monotonic() - started < caps.WALL_SECONDS
        status = open(f"/proc/{reader._process.pid}/status").read()  # noqa: SIM115
        peak_kb = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
        assert peak_kb < 300_000
    finally:
        reader.close()
