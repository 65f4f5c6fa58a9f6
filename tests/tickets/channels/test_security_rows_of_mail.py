"""Rows of spec/security.md that mail on its way in must keep, each by its number."""

import base64
import re

import pytest

from helpdesk.events.delivering import deliver_all
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import use_tenant
from tests.tickets.channels.letters import a_letter, deliver_letter
from tickets.models import Attachment, Message, Ticket

CANARY = "canary7261"


def test_row_5_a_flood_of_forged_requests_reaches_the_victim_once_and_says_nothing_of_the_forgers(acme, globex):
    """Two companies stand for two hundred: the caps are counted over all of them."""
    for n in range(6):
        for tenant, to in ((acme, "support@acme.test"), (globex, "support@globex.test")):
            with use_tenant(tenant):
                forged = a_letter(f"{CANARY} {n}", Subject=CANARY, From="Victim <victim@bank.test>", To=to)
                deliver_letter(tenant, forged, to=to, sender="victim@bank.test")
                deliver_all()
    written = []
    for tenant in (acme, globex):
        with use_tenant(tenant):
            assert Ticket.objects.filter(requester__addresses__address="victim@bank.test").count() == 6
            written += [storage.read(mail.content_key) for mail in OutgoingMail.objects.filter(is_automatic=True)]
    assert len(written) == 1
    assert CANARY.encode() not in written[0]


def with_part(kind, content, name, text="<p>See</p>"):
    encoded = base64.b64encode(content).decode()
    body = (
        f"--b\n\nsee\n--b\nContent-Type: text/html\n\n{text}\n--b\nContent-Type: {kind}; name={name}\n"
        f"Content-Disposition: inline\nContent-ID: <one>\nContent-Transfer-Encoding: base64\n\n{encoded}\n--b--"
    )
    return a_letter(body, Content_Type="multipart/related; boundary=b")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.png", b"<html><script>alert(1)</script>"),
        ("a.pdf", b"%PDF-1.4 /JS"),
        ("a.xhtml", b"<html xmlns='http://www.w3.org/1999/xhtml'><script/></html>"),
    ],
)
@pytest.mark.parametrize("claimed", ["image/png", "image/svg+xml"])
def test_row_15_what_a_mail_calls_a_picture_is_none_until_its_bytes_are(acme, client_of, bo, name, content, claimed):
    row = deliver_letter(acme, with_part(claimed, content, name, "<img src='cid:one'>"))
    file = Attachment.objects.get(message__ticket=row.ticket)
    assert not file.content_type.startswith("image/")
    desk = client_of(bo)
    assert desk.get(f"/desk/attachments/{file.pk}/inline/").status_code == 404
    answer = desk.get(f"/desk/attachments/{file.pk}/", follow=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


ELSEWHERE = [
    "file:///etc/passwd", "php://filter/resource=/etc/passwd", "http://169.254.169.254/latest/meta-data/", "cid:other",
    "//169.254.169.254/x", "data:text/html;base64,PHNjcmlwdD4=", "jar:file:///x!/y",
]  # fmt: skip


@pytest.mark.parametrize(
    "markup",
    ["<img src='{0}'>", "<p style=\"background:url('{0}')\">x</p>", "<iframe src='{0}'></iframe>", "<embed src='{0}'>",
     "<link rel=stylesheet href='{0}'>", "<object data='{0}'></object>", "<table background='{0}'><tr><td>x</table>"],
)  # fmt: skip
def test_row_19_nothing_that_a_mail_names_is_fetched_when_it_is_shown_or_printed(acme, markup):
    """No PDF is made of a mail; a browser prints what is stored, and nothing stored leads out of the ticket.

    A remote picture's address is remembered for whoever asks for it, in an attribute that loads nothing (row 14).
    """
    words = "".join(markup.format(address) for address in ELSEWHERE)
    letter = with_part("image/gif", b"GIF89a", "a.gif", f"<p>Hello</p>{words}")
    html = Message.objects.get(ticket=deliver_letter(acme, letter).ticket).html
    assert "Hello" in html
    shown = re.sub(r' data-remote-src="[^"]*"', "", html)
    assert [address for address in (*ELSEWHERE, "169.254") if address in shown] == []
