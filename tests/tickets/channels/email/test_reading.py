"""Every kind of mail in tests/fixtures/email reads as the file beside it says; no mail of the world makes the reader
fail."""

import json
import random
from pathlib import Path

import pytest

from helpdesk.base.html import html_to_text
from tickets.channels.email.mime import read

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "email"
CORPUS = Path(__file__).resolve().parents[5] / "shared" / "data" / "mail"
READERS = {
    "subject": lambda mail: mail.subject,
    "sender": lambda mail: mail.sender.email,
    "sender_name": lambda mail: mail.sender.name,
    "to": lambda mail: [a.email for a in mail.to],
    "cc": lambda mail: [a.email for a in mail.cc],
    "date": lambda mail: mail.date,
    "message_id": lambda mail: mail.message_id,
    "text": lambda mail: mail.text,
    "html_text": lambda mail: html_to_text(mail.html),
    "machine": lambda mail: mail.machine,
    "files": lambda mail: [[f.filename, f.content_type] for f in mail.files],
    "seal": lambda mail: mail.enclosed.get("seal", ""),
    "invitation": lambda mail: mail.enclosed.get("invitation", {}),
    "names": lambda mail: [f.filename for f in mail.files],
    "bounce": lambda mail: [mail.bounce.recipient, mail.bounce.status, mail.bounce.is_permanent, list(mail.bounce.message_ids)],  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.eml")), ids=lambda path: path.stem)
def test_a_mail_reads_as_expected(path):
    expected = json.loads(path.with_suffix(".json").read_text())
    mail = read(path.read_bytes())
    assert mail.review == ""
    quoted, contained = expected.pop("quoted_has", None), expected.pop("text_has", "")
    assert {key: READERS[key](mail) for key in expected} == expected
    assert contained in mail.text
    if quoted is not None:
        folded = mail.quoted_text or html_to_text(mail.quoted_html)
        assert quoted in folded if quoted else folded == ""


@pytest.mark.skipif(not CORPUS.exists(), reason="the public collections lie beside the repository, not in it")
def test_every_mail_of_the_public_collections_can_be_read():
    paths = [p for p in sorted(CORPUS.rglob("*")) if p.suffix in (".eml", ".txt") and p.is_file()]
    assert len(paths) > 100
    assert [(p.name, mail.review) for p in paths if (mail := read(p.read_bytes())).review] == []


def test_row_11_no_mutation_of_a_mail_makes_the_reader_fail():
    chance = random.Random(20261121)  # noqa: S311 - the same mutants in every run
    originals = [path.read_bytes() for path in sorted(FIXTURES.glob("*.eml"))]
    faults = []
    for _ in range(1_500):
        raw = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 12)):
            place = chance.randrange(len(raw))
            raw[place : place + chance.randint(0, 6)] = chance.choice(
                [
                    b"",
                    b"\x00",
                    b"\xff",
                    b"\r\n",
                    b"\n\n",
                    b'"',
                    b"=?",
                    b"?=",
                    b"--b",
                    b"<",
                    b";",
                    bytes([chance.randrange(256)]),
                ]
            )
        mail = read(bytes(raw))
        if "could not be read" in mail.review:
            faults.append((mail.review, bytes(raw)))
    assert faults == []
