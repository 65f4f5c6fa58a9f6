"""Row 10: nothing a person types can add a header, and what we send reads the same on the other side."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.base.mail import BadHeader, Draft, MailFile, build

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


def draft(**values) -> Draft:
    start = {"sender": ("Acme", "support@acme.test"), "to": [("Grace", "grace@northwind.test")], "subject": "Hello"}
    return Draft(**{**start, "message_id": "m.1@reply.test", "date": NOW, "text": "Hi", **values})


def sent(**values):
    return message_from_bytes(build(draft(**values)).as_bytes(), policy=default)


ENDS = ["\r", "\n", "\r\n", "\x00", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\r\n "]
PLACES = {
    "subject": lambda evil: {"subject": evil},
    "sender name": lambda evil: {"sender": (evil, "a@b.test")},
    "sender": lambda evil: {"sender": ("", f"a@b.test{evil}")},
    "recipient name": lambda evil: {"to": [(evil, "a@b.test")]},
    "recipient": lambda evil: {"to": [("", f"a{evil}@b.test")]},
    "copied": lambda evil: {"cc": [(evil, "a@b.test")]},
    "reply to": lambda evil: {"reply_to": (evil, "a@b.test")},
    "message id": lambda evil: {"message_id": f"a{evil}@b"},
    "in reply to": lambda evil: {"in_reply_to": f"a{evil}@b"},
    "references": lambda evil: {"references": [f"a{evil}@b"]},
    "unsubscribe": lambda evil: {"unsubscribe": f"https://a.test/{evil}"},
    "extra": lambda evil: {"extra": {"X-Note": evil}},
    "extra name": lambda evil: {"extra": {f"X{evil}": "x"}},
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("end", ENDS)
def test_row_10_a_line_end_in_any_header_is_refused(place, end):
    with pytest.raises(BadHeader):
        build(draft(**PLACES[place](f"x{end}Bcc: victim@evil.test")))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=80))
def test_row_10_no_text_ever_adds_a_field(subject, name, filename):
    files = [MailFile(filename, b"x")]
    try:
        mail = build(draft(subject=subject, to=[(name, "a@b.test")], files=files))
    except BadHeader:
        return
    head = mail.as_bytes().split(b"\r\n\r\n", 1)[0]
    fields = [line.split(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    assert sorted(fields) == sorted(
        [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Content-Type"]
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("word", ["=?utf-8?q?x=0D=0ABcc:_v@evil.test?=", "=?utf-8?b?eA0KQmNjOiB2QGV2aWwudGVzdA==?="])
def test_row_10_a_newline_hidden_in_an_encoded_word_adds_no_field(place, word):
    try:
        mail = build(draft(**PLACES[place](word), files=[MailFile(f"{word}.txt", b"x")]))
    except BadHeader:
        return
    assert b"\nbcc:" not in mail.as_bytes().lower()


def test_what_we_send_reads_the_same_on_the_other_side():
    mail = sent(
        subject="Grüße 👋 " + "lang " * 40,
        to=[("Jörg, der „Große“", "joerg@müller.test")],
        text="Ä\n.\nFrom here\n" + "x" * 2000,
        html="<p>Ä</p>",
        in_reply_to="a@b",
        references=[f"{n}@b" for n in range(60)],
        files=[MailFile("bericht ä.pdf", b"%PDF-", "application/pdf"), MailFile("m.eml", b"From: x\n\ny", "message/rfc822")],  # noqa: E501
    )  # fmt: skip
    assert mail["Subject"] == ("Grüße 👋 " + "lang " * 40).strip() or mail["Subject"].startswith("Grüße 👋 lang")
    assert mail["To"].addresses[0].display_name == "Jörg, der „Große“"
    assert mail["To"].addresses[0].domain == "xn--mller-kva.test"
    assert mail.get_body(("plain",)).get_content().splitlines()[:3] == ["Ä", ".", "From here"]
    assert [a.get_filename() for a in mail.iter_attachments()] == ["bericht ä.pdf", "m.eml"]
    assert len(mail["References"].split()) == 20
    assert mail["References"].split()[0] == "<0@b>"


def test_inline_pictures_hang_beside_the_html():
    picture = MailFile("p.png", b"\x89PNG", "image/png", content_id="p@helpdesk")
    mail = build(draft(html='<img src="cid:p@helpdesk">', files=[picture, MailFile("a.txt", b"t", "text/plain")]))
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/octet-stream",
    ]  # fmt: skip


def test_row_6_automatic_mail_says_so_in_every_way():
    mail = sent(is_automatic=True)
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert (mail["Precedence"], mail["X-Helpdesk-Loop"]) == ("bulk", "reply.test")


def test_an_address_that_is_none_is_refused_by_name():
    with pytest.raises(BadHeader, match="To"):
        build(draft(to=[("", "nobody")]))


def test_ids_longer_than_a_line_stay_whole_so_that_answers_to_outlook_thread():
    theirs = "<AM0PR07MB5378E4A1B2C3D4E5F60718293A4B5C6D7E8@AM0PR07MB5378.eurprd07.prod.outlook.com>".strip("<>")
    way_out = f"https://support.a-rather-long-name.example.com/no-surveys/{'a' * 80}"
    wire = build(draft(in_reply_to=theirs, references=[theirs, "b@c"], unsubscribe=way_out)).as_bytes()
    assert f"In-Reply-To: <{theirs}>\r\n".encode() in wire
    assert f"References: <{theirs}>\r\n <b@c>\r\n".encode() in wire
    assert f"List-Unsubscribe: <{way_out}>\r\n".encode() in wire
    assert b"=?utf-8" not in wire


def test_lines_of_the_body_are_as_short_as_quoted_printable_wants_them():
    wire = build(draft(text="ä" * 300 + "x" * 300 + "\nFrom me \n.", html="<p>" + "ü" * 500)).as_bytes()
    assert max(map(len, wire.split(b"\r\n"))) <= 76
    assert sent(text="trailing \n.\nFrom x").get_content() == "trailing \r\n.\r\nFrom x\r\n"


@pytest.mark.parametrize(
    ("_case", "address", "wire"),
    [
        ("a domain of its own script", "grace@bücher.example", "grace@xn--bcher-kva.example"),
        ("a local part too", "größe@bücher.example", "größe@xn--bcher-kva.example"),
    ],
)
def test_addresses_in_other_scripts_are_written_as_servers_read_them(_case, address, wire):
    head = build(draft(to=[("Größe", address)])).as_bytes().split(b"\r\n\r\n")[0]
    assert f"<{wire}>".encode() in head if not wire.isascii() else wire.encode() in head
    assert (b"=?utf-8?q?gr" in head) is False
