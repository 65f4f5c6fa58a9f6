"""Brevo brings mail without its files: kept first, the files fetched with the company's key before it is read."""

import json

import pytest

from helpdesk.events.actors import Actor
from helpdesk.tenancy import storage
from tests.tickets.channels.file_server import FileServer
from tests.tickets.channels.test_providers import as_json, basic, mailbox_of, where
from tickets.attachments import open_file
from tickets.channels import quarantine
from tickets.channels.email.processing import process
from tickets.channels.providers import brevo
from tickets.models import Mailbox, RawMail

PDF = b"%PDF-1.4 \x00\xff"
PNG = b"\x89PNG\r\n\x1a\n picture"
BY = Actor.system("test")
pytestmark = pytest.mark.usefixtures("acme")


@pytest.fixture
def brevos(monkeypatch, settings):
    with FileServer({"one": PDF, "two": PNG}, "key-of-acme") as server:
        monkeypatch.setattr(brevo, "API", f"http://{server.host}/")
        settings.OUTBOUND_HTTP_TRUSTED = frozenset([server.host])
        yield server


def item(**more):
    head = {"From": "Grace <grace@northwind.test>", "To": "support@acme.test", "Subject": "Gr\u00fc\u00dfe",
            "Message-ID": "<one@northwind.test>", "Return-Path": "<grace@northwind.test>",
            "Content-Type": "multipart/mixed; boundary=theirs", "Delivered-To": "support@acme.test"}  # fmt: skip
    words = {"RawTextBody": "It burns: \u20ac", "RawHtmlBody": '<p>It burns: \u20ac <img src="cid:pic"></p>'}
    return {"Uuid": ["u"], "Headers": head, "Attachments": None, **words, **more}


def told(token, name, kind, content_id=""):
    return {"Name": name, "ContentType": kind, "ContentLength": 9, "ContentID": content_id, "DownloadToken": token}


FILES = [told("one", "bill.pdf", "application/pdf"), told("two", "x.png", "image/png", "pic")]


def bring(http, *items, key="key-of-acme"):
    mailbox = mailbox_of("brevo", key)
    answer = http.post(where(mailbox, "mail"), **as_json({"items": list(items)}), **basic(mailbox))
    assert answer.status_code == 200
    return list(RawMail.objects.order_by("pk"))


def test_a_mail_is_kept_before_its_files_are_asked_for_and_comes_whole_into_the_ticket(http, acme, brevos):
    (row,) = bring(http, item(Attachments=FILES))
    assert brevos.asked == []
    assert (row.envelope_from, row.envelope_to) == ("grace@northwind.test", ["support@acme.test"])
    assert process(acme.pk, row.pk) == "processed"
    message = RawMail.objects.get().ticket.messages.get()
    assert (message.ticket.subject, message.text) == ("Gr\u00fc\u00dfe", "It burns: \u20ac")
    kept = {file.filename: open_file(file).read() for file in message.attachments.all()}
    assert kept == {"bill.pdf": PDF, "x.png": PNG}
    assert [file.filename for file in message.attachments.all() if file.is_among_words] == ["x.png"]
    # what is kept as the mail is whole now; read again, nothing is asked for
    row.refresh_from_db()
    whole = storage.read(row.storage_key)
    assert b"helpdesk-waits" not in whole
    assert (row.size_bytes, sorted(brevos.asked)) == (len(whole), ["one", "two"])


def test_several_mails_of_a_call_are_several_and_the_same_call_again_is_none(http, brevos):
    second = item(Headers=item()["Headers"] | {"Message-ID": "<two@northwind.test>"})
    assert len(bring(http, item(Attachments=FILES), second)) == 2
    assert len(bring(http, item(Attachments=FILES), second)) == 2


@pytest.mark.parametrize(
    ("_case", "files", "key", "why"),
    [
        ("gone at Brevo", [told("lost", "a.pdf", "application/pdf")], "key-of-acme", "answers 404"),
        ("a wrong key", FILES, "old", "answers 401"),
        ("no key", FILES, "", "no API key"),
    ],
)
def test_a_file_that_cannot_be_had_is_tried_again_and_then_shown_to_people(http, acme, brevos, _case, files, key, why):
    (row,) = bring(http, item(Attachments=files), key=key)
    assert process(acme.pk, row.pk) == "pending"
    assert [process(acme.pk, row.pk) for _attempt in range(5)][-1] == "quarantined"
    row.refresh_from_db()
    assert why in row.reason
    assert row.sender == "grace@northwind.test"
    # the mail need not wait for ever: what is missing says so
    ticket = quarantine.make_ticket(row, by=BY)
    assert open_file(ticket.messages.get().attachments.first()).read() == b"This file stayed at Brevo."


def test_once_the_key_is_right_trying_again_brings_the_files(http, acme, brevos):
    (row,) = bring(http, item(Attachments=FILES), key="old")
    for _attempt in range(6):
        process(acme.pk, row.pk)
    mailbox_of("brevo", "key-of-acme")
    quarantine.try_again(RawMail.objects.get(), by=BY)
    assert process(acme.pk, row.pk) == "processed"
    assert RawMail.objects.get().ticket.messages.get().attachments.count() == 2


def test_what_a_sender_writes_fetches_nothing_and_cuts_nothing(http, acme, brevos):
    """The seal of a note is ours, and where parts begin nobody can know."""
    (row,) = bring(http, item(Attachments=FILES[:1]))
    kept = storage.read(row.storage_key).decode()
    edge = kept.split("boundary=")[1].split('"')[1]
    guessed = f"helpdesk-waits:{'0' * 64}:b25l\n--{edge[0]}-{'0' * 40}\n"
    forged = item(RawTextBody=guessed, RawHtmlBody=None, Headers=item()["Headers"] | {"Message-ID": "<f@x.test>"})
    forged = bring(http, forged)[-1]
    assert process(acme.pk, forged.pk) == "processed"
    forged.refresh_from_db()
    assert forged.ticket.messages.get().text.strip() == guessed.strip()
    assert brevos.asked == []


def test_half_a_character_loses_no_mail(http, acme):
    (row,) = bring(http, item(RawTextBody="half \ud83d of it", RawHtmlBody=None))
    assert process(acme.pk, row.pk) == "processed"
    assert RawMail.objects.get().ticket.messages.get().text == "half ? of it"


def test_files_larger_than_a_mail_may_be_are_not_held_in_memory(http, acme, brevos, settings):
    brevos.files["one"] = b"x" * 30_000
    (row,) = bring(http, item(Attachments=FILES))
    settings.MAIL_SIZE_LIMIT_BYTES = 20_000
    assert process(acme.pk, row.pk) == "pending"
    row.refresh_from_db()
    assert "larger than a mail may be" in row.reason


def test_without_the_password_of_the_address_nothing_is_taken(http):
    mailbox = mailbox_of("brevo", "key-of-acme")
    for wrong in ({}, basic(mailbox, "guessed")):
        assert http.post(where(mailbox, "mail"), **as_json({"items": [item()]}), **wrong).status_code == 403
    apart = http.post(where(mailbox, "mail"), data=json.dumps({"event": "delivered"}), content_type="application/json",
                      **basic(mailbox))  # fmt: skip
    assert apart.status_code == 422
    assert (RawMail.objects.count(), Mailbox.objects.get().hooks_refused) == (0, 3)


def test_the_key_is_kept_sealed_and_may_be_left_out(client_of, ada):
    page = f"/settings/mailboxes/{Mailbox.objects.get().pk}/provider/"
    for key in ("", "key-of-acme"):
        assert client_of(ada).post(page, {"provider": "brevo", "key": key}).status_code == 302
    assert "key-of-acme" not in Mailbox.objects.get().provider_key
    assert "For incoming mail" in client_of(ada).get(page).content.decode()
