"""Attacks by mail played to their end, each named by its row of the security specification."""

import gzip
import io
import re
import zipfile
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.base import clock
from helpdesk.events import delivering
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import use_tenant
from tests.api import a_token
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets.channels.email import directory, threading
from tickets.channels.email.addresses import is_own
from tickets.channels.email.files import safe_name, sniff
from tickets.channels.email.mime import read
from tickets.models import Attachment, Contact, Message, Ticket

CANARY = "canary-7f3a"


def mails_to(address):
    rows = OutgoingMail.objects.filter(recipient=address)
    return [storage.read(row.content_key).decode("utf-8", "replace") for row in rows]


# --- row 1: the ticket trick


@pytest.fixture
def attacker(acme, deliver):
    """Who opened a ticket with a service's address as bait, and reads whatever gets into it."""
    ticket = deliver_letter(acme, a_letter("hello", From="Mallory <mallory@evil.test>"), sender="").ticket
    deliver()
    browser = Client(SERVER_NAME="acme.localhost")
    browser.post("/sign-in/", {"address": "mallory@evil.test"})
    link = next(line for line in mails_to("mallory@evil.test")[-1].splitlines() if "/sign-in/" in line)
    browser.post(link.strip().split(".localhost")[1].partition("/")[2].join(["/", ""]))
    return ticket, browser


@pytest.mark.parametrize("way", ["token address", "number in the subject", "forged references"])
def test_row_1_a_third_partys_mail_shows_the_attacker_nothing(acme, attacker, deliver, way):
    ticket, browser = attacker
    thread = threading.Thread(acme.pk, ticket.pk, threading.CONTACT, ticket.requester_id)
    letter = {"From": "Service <no-reply@service.test>", "Subject": f"Your code {CANARY}"}
    to = "support@acme.test"
    if way == "token address":
        to = threading.reply_address(thread)
    elif way == "number in the subject":
        letter["Subject"] += f" [ACME-{ticket.number}]"
    else:
        letter["References"] = f"<{ticket.messages.first().external_id}>"
    row = deliver_letter(acme, a_letter(f"Confirm: {CANARY}", **letter), to=to, sender="no-reply@service.test")
    deliver()
    assert row.ticket != ticket
    assert ticket.messages.count() == 1
    page = browser.get(f"/requests/{ticket.number}/")
    assert page.status_code in (200, 302, 404)
    assert CANARY not in page.content.decode()
    if row.ticket is not None:
        assert browser.get(f"/requests/{row.ticket.number}/").status_code in (302, 404)
    assert not any(CANARY in mail for mail in mails_to("mallory@evil.test"))


# --- row 6: a ring of machines for a day


class Ring:
    """Carries every mail of two companies to whom it is for, where machines answer it."""

    def __init__(self, companies):
        self.companies = companies
        self.carried = set()
        self.automatic = {}

    def turn(self):
        for company in self.companies:
            with use_tenant(company):
                delivering.deliver_all()
                mails = list(OutgoingMail.objects.exclude(pk__in=self.carried).order_by("pk"))
                self.carried |= {mail.pk for mail in mails}
                contents = [(mail, storage.read(mail.content_key)) for mail in mails]
            for mail, content in contents:
                if mail.is_automatic:
                    pair = (company.slug, mail.recipient)
                    self.automatic[pair] = self.automatic.get(pair, 0) + 1
                self.answer(mail.recipient, content)

    def answer(self, recipient, content):
        mail = message_from_bytes(content, policy=default)
        back = str(mail["Reply-To"] or mail["From"]).rpartition("<")[2].rstrip(">")
        if recipient == "robot@robots.test":  # says nothing about itself, and begins anew each time
            self.carry("support@acme.test", recipient, {"Subject": "We have received your mail"})
            self.carry(back, recipient, {"Subject": f"Re: {mail['Subject']}"})
        elif recipient == "away@people.test":
            self.carry(back, recipient, {"Subject": "Away", "Auto_Submitted": "auto-replied"})
        elif recipient == "all@lists.test":
            for member in ("support@acme.test", "support@globex.test"):
                self.carry(member, recipient, {"Subject": "[all] mail", "List_Id": "<all.lists.test>"})
        else:
            self.carry(recipient, "support@acme.test", {"Subject": str(mail["Subject"])}, content)

    def carry(self, to, sender, headers, content=None):
        route = directory.route(to)
        company = next((one for one in self.companies if route and one.pk == route.tenant_id), None)
        if company is not None:
            with use_tenant(company):
                letter = content or a_letter("automatic", From=f"<{sender}>", **headers)
                # Our own automatic mail leaves without an envelope sender; a machine that hides has one.
                deliver_letter(company, letter, to=to, sender="" if content else sender)


def test_row_6_two_companies_and_three_machines_in_a_ring_calm_down_for_a_day(acme, globex, monday_morning):
    ring = Ring([acme, globex])
    begin = clock.now()
    for hour in range(0, 24, 3):
        with clock.at(begin + timedelta(hours=hour)):
            for sender in ("robot@robots.test", "away@people.test", "all@lists.test", "support@globex.test"):
                ring.carry("support@acme.test", sender, {"Subject": f"hour {hour}"})
            for _ in range(2):
                ring.turn()
    assert ring.automatic
    assert max(ring.automatic.values()) <= 5
    with use_tenant(acme):
        assert max(Ticket.objects.values_list("reopened_count", flat=True)) <= 3
        assert not Contact.objects.filter(addresses__address__contains="globex.test").exists()


# --- row 8: our own addresses


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["support@acme.test", "sales@acme.test", "hilfe@bücher.test"]),
    st.text("abc+.-_", max_size=6),
    st.booleans(),
    st.sampled_from(["", " ", "\u200b"]),
)
def test_row_8_no_spelling_of_our_own_address_is_a_stranger(own, tag, is_loud, noise):
    local, _, domain = own.partition("@")
    written = f"{noise}{local}{'+' + tag if tag else ''}@{domain}{noise}"
    mailboxes = ["support@acme.test", "sales@acme.test", "hilfe@xn--bcher-kva.test"]
    assert is_own(written.upper() if is_loud else written, mailboxes, reply_domain="reply.test")


# --- rows 15 to 18: files


ACTIVE = {
    "page.html": b"<script>alert(1)</script>", "picture.svg": b"<svg onload='alert(1)'/>",
    "feed.xml": b"<?xml version='1.0'?><x/>", "page.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "paper.pdf": b"%PDF-1.4", "film.swf": b"FWS\x09", "both.gif": b"GIF89a/*<script>*/=1;alert(1)",
    "page.mhtml": b"MIME-Version: 1.0\r\n\r\n<script>", "x.js": b"alert(1)",
    "x.css": b"body{}", "x.hta": b"<hta:application>", "x.url": b"[InternetShortcut]",
}  # fmt: skip
LIES = [
    "text/html", "image/svg+xml", "application/xhtml+xml", "image/png", "text/xml", "application/pdf",
    "text/javascript", "multipart/related", "application/x-shockwave-flash", "text/css", "application/octet-stream", "",
]  # fmt: skip


@pytest.mark.parametrize("name", ACTIVE)
@pytest.mark.parametrize("claimed", LIES)
def test_row_15_the_type_is_what_the_bytes_show(name, claimed):
    kind = sniff(ACTIVE[name], claimed)
    assert kind in ("text/plain", "application/octet-stream", "application/pdf", "image/gif")


@pytest.mark.parametrize(("name", "lie", "other"), list(zip(ACTIVE, LIES, [*LIES[6:], *LIES[:6]], strict=True)))
def test_row_15_active_files_are_only_ever_downloaded(client_of, bo, a_ticket, name, lie, other):
    ticket, desk = a_ticket(), client_of(bo)
    files = [SimpleUploadedFile(name, ACTIVE[name], content_type=claimed) for claimed in (lie, other)]
    desk.post(f"/desk/tickets/{ticket.number}/messages/", {"kind": "note", "text": "file", "files": files})
    kept = list(Attachment.objects.filter(message__ticket=ticket))
    assert len(kept) == 2
    for attachment in kept:
        there = f"/desk/attachments/{attachment.pk}/"
        assert desk.get(there).content == b""
        answer = desk.get(there, follow=True)
        assert answer.redirect_chain[0][0].startswith("http://files.localhost")
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert desk.get(f"/desk/attachments/{attachment.pk}/inline/").status_code == 404


def test_row_16_a_file_of_a_note_is_not_the_customers_nor_another_companys(client_of, bo, acme, globex, a_ticket):
    ticket = a_ticket()
    file = SimpleUploadedFile("plan.txt", b"secret")
    client_of(bo).post(f"/desk/tickets/{ticket.number}/messages/", {"kind": "note", "text": "x", "files": [file]})
    attachment = Attachment.objects.get(message__ticket=ticket)
    assert client_of(bo).get(f"/desk/attachments/{attachment.pk}/", follow=True).getvalue() == b"secret"
    refused = Client(SERVER_NAME="acme.localhost").get(f"/desk/attachments/{attachment.pk}/")
    assert refused["Location"].startswith("/accounts/login/")
    page = Client(SERVER_NAME="globex.localhost").get(f"/desk/attachments/{attachment.pk}/")
    assert page.status_code in (302, 404)


HOSTILE = [
    "../../etc/passwd", "..\\..\\boot.ini", "a\x00b.txt", "CON", "con.txt", "NUL.tar.gz", ".htaccess", "...", "   ", "",
    "a\u202egnp.exe", "x" * 4_096, "a/b/c.txt", "C:\\temp\\x.txt", "a\nb.txt", "a\r\nSet-Cookie: x",
    "%2e%2e%2fetc", "a%00.txt", "\u2066x\u2069.pdf", "\ufeffx.pdf", "a\u2028b", "LPT1", "aux.c", "x?.txt", "x*.txt",
    'x".txt', "<x>.txt", "x|y", "x:y:$DATA", "\x7f.txt", "file.txt.", "file.txt ", "\u200b.exe", "e\u0301.txt",
    "..", "../", "..%2f..%2fx", "....//....//x", "%252e%252e%252f", "..%c0%af..", "/etc/passwd", "\\\\host\\share\\x",
    "file:///etc/passwd", "~/.ssh/authorized_keys", "web.config", ".user.ini", "x.php%00.png", "x.php;.png", "COM1:",
    "com9.log", "PRN", "aux", "a\tb.txt", "a\vb.txt", "\x1b[31m.txt", "\u202b\u202c.pdf", "\u2028.txt", "\ufff9x\ufffb",
    "$(id).txt", "`id`.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=[f"name {n}" for n in range(len(HOSTILE))])
def test_row_17_a_hostile_name_is_only_a_name(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= 150
    assert safe.isprintable()
    assert not set(safe) & set('/\\:*?"<>|')
    assert safe not in (".", "..")
    assert not safe.lower().startswith(("con.", "nul.", "aux.", "lpt1"))


def test_row_18_what_is_packed_stays_packed(acme):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)
    bombs = {"bomb.zip": packed.getvalue(), "bomb.gz": gzip.compress(b"\0" * 50_000_000)}
    for name, content in bombs.items():
        head = f"From: a@b.test\r\nContent-Type: application/octet-stream; name={name}\r\n\r\n".encode()
        (file,) = read(head + content).files
        assert len(file.content) == len(content)


@pytest.mark.parametrize("place", ["/api/v1/tickets", "/requests/new/", "/hooks/nobody/mail/"])
def test_row_18_a_packed_request_is_not_unpacked(acme, bo, place):
    packed = gzip.compress(b" " * 5_000_000 + b"{}")
    headers = {"Content-Encoding": "gzip", "Authorization": f"Bearer {a_token(bo)}"}
    browser = Client(SERVER_NAME="acme.localhost")
    answer = browser.post(place, packed, content_type="application/json", headers=headers)
    assert 400 <= answer.status_code < 500
    assert not Ticket.objects.exists()


# --- row 21: looking changes nothing


def test_row_21_opening_the_links_of_our_mails_changes_nothing(acme, deliver):
    deliver_letter(acme, a_letter())
    deliver()
    before = (Message.objects.count(), list(Ticket.objects.values_list("version", flat=True)))
    mails = "\n".join(mails_to("grace@northwind.test"))
    links = set(re.findall(r"localhost:?\d*(/[^\s<>\"=]*)", mails))
    assert links
    for link in links:
        for ask in (Client(SERVER_NAME="acme.localhost").get, Client(SERVER_NAME="acme.localhost").head):
            assert ask(link).status_code < 500
    assert (Message.objects.count(), list(Ticket.objects.values_list("version", flat=True))) == before
