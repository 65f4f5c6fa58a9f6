"""Providers call with mail and with what became of mail: only those that prove themselves, only into their mailbox."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.tenancy import storage
from tests.tickets.channels.letters import a_letter
from tickets.channels import mailboxes
from tickets.channels.email.processing import process
from tickets.channels.providers import hooks
from tickets.models import ContactAddress, Mailbox, RawMail

BY = Actor.system("test")
KEY = "key-of-acme"
pytestmark = pytest.mark.usefixtures("acme")


def mailbox_of(provider, key=""):
    return mailboxes.set_provider(Mailbox.objects.get(), provider, key, by=BY)


def where(mailbox, kind):
    return "/hooks/" + hooks.address(mailbox, kind).partition("/hooks/")[2]


def basic(mailbox, password=None):
    pair = f"helpdesk:{password or hooks.password(mailbox)}"
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(pair.encode()).decode()}


def mailgun(raw, key=KEY, **more):
    stamp, token = str(int(time.time())), "t" * 50
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    fields = {"timestamp": stamp, "token": token, "signature": signature, "recipient": "support@acme.test",
              "sender": "grace@northwind.test", "body-mime": raw} | more  # fmt: skip
    pieces = [b'--cut\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n'
              + (value if isinstance(value, bytes) else value.encode()) + b"\r\n"
              for name, value in fields.items() if value]  # fmt: skip
    return {"data": b"".join(pieces) + b"--cut--\r\n", "content_type": "multipart/form-data; boundary=cut"}


def urlencoded(call):
    """The same fields as Mailgun sends them where a mail has no files."""
    fields = {}
    for piece in call["data"].split(b"--cut")[1:-1]:
        head, _, value = piece.partition(b"\r\n\r\n")
        fields[head.split(b'"')[1]] = value.removesuffix(b"\r\n")
    return {"data": urlencode(fields).encode(), "content_type": "application/x-www-form-urlencoded"}


def as_json(call):
    return {"data": json.dumps(call), "content_type": "application/json"}


def test_mailgun_brings_a_mail_byte_for_byte_and_it_becomes_a_ticket(http, acme):
    mailbox = mailbox_of("mailgun", KEY)
    raw = a_letter("Gr\u00fc\u00dfe").replace("Gr\u00fc\u00dfe".encode(), b"Gr\xfc\xdfe")  # latin-1, undeclared
    assert where(mailbox, "mail").endswith("/mail/mime")
    assert http.post(where(mailbox, "mail"), **mailgun(raw)).status_code == 200
    row = RawMail.objects.get()
    assert storage.read(row.storage_key) == raw
    assert (row.source, row.envelope_from, row.envelope_to) == (
        "provider", "grace@northwind.test", ["support@acme.test"],
    )  # fmt: skip
    assert process(acme.pk, row.pk) == "processed"
    assert row.mailbox == mailbox
    # the same once more is the one we have, and the provider hears that all is well
    assert http.post(where(mailbox, "mail"), **mailgun(raw)).status_code == 200
    assert RawMail.objects.count() == 1


def test_fields_in_the_other_way_of_forms_are_bytes_too(http):
    mailbox = mailbox_of("mailgun", KEY)
    raw = a_letter("x=1&y=2+3").replace(b"x=1", b"\xfc=%41")
    assert http.post(where(mailbox, "mail"), **urlencoded(mailgun(raw))).status_code == 200
    assert storage.read(RawMail.objects.get().storage_key) == raw
    assert http.post(where(mailbox, "mail"), **urlencoded(mailgun(raw, key="guessed"))).status_code == 403


def test_a_mail_larger_than_django_lets_forms_be_is_taken(http):
    mailbox = mailbox_of("mailgun", KEY)
    raw = a_letter("x" * 70 + "\n") + b"y" * 6_000_000
    assert http.post(where(mailbox, "mail"), **mailgun(raw)).status_code == 200
    assert RawMail.objects.get().size_bytes == len(raw)


@pytest.mark.parametrize(
    ("_case", "call", "status"),
    [
        ("signed with another key", mailgun(a_letter(), key="guessed"), 403),
        ("not signed", mailgun(a_letter(), signature=""), 403),
        ("nothing at all", {"data": b"", "content_type": "application/json"}, 403),
        ("no form", {"data": b"xx", "content_type": "multipart/form-data; boundary=cut"}, 403),
        ("taken apart", mailgun(b""), 422),
    ],
)
def test_what_does_not_prove_itself_is_refused_counted_and_not_kept(http, client_of, ada, _case, call, status):
    mailbox = mailbox_of("mailgun", KEY)
    assert http.post(where(mailbox, "mail"), **call).status_code == status
    assert not RawMail.objects.exists()
    mailbox.refresh_from_db()
    assert (mailbox.hooks_refused, bool(mailbox.hook_refused_because)) == (1, True)
    page = client_of(ada).get(f"/settings/mailboxes/{mailbox.pk}/provider/").content.decode()
    assert mailbox.hook_refused_because[:20] in page
    assert "calls refused" in client_of(ada).get("/settings/mailboxes/").content.decode()


def test_an_address_is_good_for_one_mailbox_of_one_company_until_it_is_renewed(http, globex, client_of, ada):
    mailbox = mailbox_of("mailgun", KEY)
    place = where(mailbox, "mail")
    assert Client(SERVER_NAME="globex.localhost").post(place, **mailgun(a_letter())).status_code == 404
    assert http.post("/hooks/nobody/mail/mime", **mailgun(a_letter())).status_code == 404
    client_of(ada).post(f"/settings/mailboxes/{mailbox.pk}/provider/renewal/")
    assert http.post(place, **mailgun(a_letter())).status_code == 404
    mailbox.refresh_from_db()
    assert http.post(where(mailbox, "mail"), **mailgun(a_letter())).status_code == 200


def test_postmark_proves_itself_by_the_password_in_its_address(http):
    mailbox = mailbox_of("postmark")
    call = as_json({"RawEmail": a_letter().decode(), "OriginalRecipient": "support@acme.test",
                    "Headers": [{"Name": "Return-Path", "Value": "<grace@northwind.test>"}]})  # fmt: skip
    place = where(mailbox, "mail")
    for wrong in ({}, basic(mailbox, "x")):
        assert http.post(place, **call, **wrong).status_code == 403
    assert http.post(place, **call, **basic(mailbox)).status_code == 200
    assert RawMail.objects.get().envelope_from == "grace@northwind.test"
    apart = http.post(place, **as_json({"TextBody": "x", "FromFull": {}}), **basic(mailbox))
    assert apart.status_code == 422
    assert "raw email content" in Mailbox.objects.get().hook_refused_because


def test_what_mailjet_took_apart_is_put_together_whatever_its_head_looks_like(http, acme):
    mailbox = mailbox_of("mailjet")
    call = {"Sender": "grace@northwind.test", "Recipient": "support@acme.test", "Text-part": "It burns.",
            "Headers": {"From": "Grace <grace@northwind.test>", "To": "support@acme.test", "Subject": "Fire",
                        "Message-ID": "<one@northwind.test>"},
            "Parts": [{"ContentRef": "Attachment1", "Headers": {"Content-Type": "text/plain; name=\"a.txt\"",
                       "Content-Disposition": "attachment; filename=\"a.txt\""}}],
            "Attachment1": base64.b64encode(b"log").decode()}  # fmt: skip
    assert http.post(where(mailbox, "mail"), **as_json(call), **basic(mailbox)).status_code == 200
    row = RawMail.objects.get()
    process(acme.pk, row.pk)
    message = RawMail.objects.get().ticket.messages.get()
    assert (message.text, message.attachments.get().filename) == ("It burns.", "a.txt")
    # the same call again is the same mail
    assert http.post(where(mailbox, "mail"), **as_json(call), **basic(mailbox)).status_code == 200
    assert RawMail.objects.count() == 1
    # a head is taken as it is, lists and line breaks too: reading it is for the child with its limits
    call["Headers"] |= {"To": '"' * 10_000, "Message-ID": "<two@northwind.test>", "X-Long": ["a\r\nSubject: no", "b"]}
    began = time.monotonic()
    assert http.post(where(mailbox, "mail"), **as_json(call), **basic(mailbox)).status_code == 200
    assert time.monotonic() - began < 1
    kept = storage.read(RawMail.objects.latest("pk").storage_key)
    assert b"\nX-Long: a Subject: no\nX-Long: b\n" in kept
    # what a part says of itself the library reads
    call["Parts"][0]["Headers"]["Content-Type"] = "text/plain; name=" + '"' * 10_000
    assert http.post(where(mailbox, "mail"), **as_json(call), **basic(mailbox)).status_code == 422


def event(kind, mail, **more):
    data = {"event": kind, "timestamp": time.time(), "recipient": mail.recipient, "id": "x",
            "message": {"headers": {"message-id": mail.message_id}}} | more  # fmt: skip
    stamp, token = str(int(time.time())), "t" * 50
    signature = hmac.new(KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return as_json({"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data})


def test_what_became_of_our_mail_is_written_at_it(http, reply):
    place = where(mailbox_of("mailgun", KEY), "events")
    assert http.post(place, **event("delivered", reply)).status_code == 200
    reply.refresh_from_db()
    assert (reply.state, bool(reply.delivered_at)) == ("delivered", True)
    bounced = {"severity": "permanent", "delivery-status": {"code": 550, "message": "5.1.1 No such user"}}
    http.post(place, **event("failed", reply, **bounced))
    http.post(place, **event("delivered", reply))  # late word changes nothing
    reply.refresh_from_db()
    assert (reply.state, "5.1.1" in reply.last_error) == ("bounced", True)
    assert "5.1.1" in ContactAddress.objects.get(address=reply.recipient).suspended_because
    assert Event.objects.filter(kind="message.delivery_failed").count() <= 1


def test_a_complaint_stops_automatic_mail_to_that_address(http, reply):
    http.post(where(mailbox_of("mailgun", KEY), "events"), **event("complained", reply))
    assert ContactAddress.objects.get(address=reply.recipient).suspended_because == "took our mail for spam"
    assert Event.objects.filter(kind="mail.complained").count() == 1


def test_word_about_somebody_elses_mail_changes_nothing(http, reply):
    place = where(mailbox_of("mailgun", KEY), "events")
    for wrong in ({"recipient": "other@x.test"}, {"message": {"headers": {"message-id": "x@y"}}}):
        assert http.post(place, **event("failed", reply, **wrong)).status_code == 200
    reply.refresh_from_db()
    assert reply.state == "sent"


def test_sendgrid_signs_its_events_and_keeps_our_id_beside_its_own(http, reply):
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    mailbox = mailbox_of("sendgrid", base64.b64encode(public).decode())
    call = as_json([{"event": "delivered", "email": reply.recipient, "timestamp": 1, "sg_message_id": "sg",
                     "smtp-id": f"<{reply.message_id}>"}])  # fmt: skip
    place = where(mailbox, "events")
    assert http.post(place, **call).status_code == 403
    signature = private.sign(b"7" + call["data"].encode(), ec.ECDSA(hashes.SHA256()))
    signed = {"HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_SIGNATURE": base64.b64encode(signature).decode(),
              "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_TIMESTAMP": "7"}  # fmt: skip
    assert http.post(place, **call, **signed).status_code == 200
    reply.refresh_from_db()
    assert reply.state == "delivered"


def test_the_page_gives_the_addresses_and_asks_for_the_right_key(client_of, ada):
    browser, mailbox = client_of(ada), Mailbox.objects.get()
    page = f"/settings/mailboxes/{mailbox.pk}/provider/"
    for wrong in ({"provider": "mailgun"}, {"provider": "postmark", "key": "x"}, {"provider": "sendgrid", "key": "x"}):
        refused = browser.post(page, wrong)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["key"]), wrong
    browser.post(page, {"provider": "mailgun", "key": KEY})
    mailbox.refresh_from_db()
    assert KEY not in mailbox.provider_key
    shown = browser.get(page).content.decode()
    assert where(mailbox, "mail") in shown
    assert where(mailbox, "events") in shown
    assert KEY not in shown
    assert "without TLS" in shown
