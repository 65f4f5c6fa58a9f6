"""Letters written by hand: `a_letter(subject=…, text=…)` gives the bytes of a mail from Grace to Acme, without a date:
the clock stands elsewhere in every test."""

import secrets

from tickets.channels.email import rawmail
from tickets.channels.email.processing import process
from tickets.channels.email.rawmail import Envelope
from tickets.models import Mailbox, RawMail

PLAIN = {
    "From": "Grace Hopper <grace@northwind.test>",
    "To": "support@acme.test",
    "Subject": "The printer is on fire",
}


def a_letter(text: str = "Please send help.", **headers) -> bytes:
    """Headers by name with underscores (In_Reply_To=…); None leaves one out."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    fields = {**PLAIN, "Message-ID": f"<{secrets.token_hex(8)}@northwind.test>", **given}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    return head.encode() + b"\r\n" + text.replace("\n", "\r\n").encode()


def deliver_letter(tenant, raw: bytes, to: str = "support@acme.test", sender: str = "grace@northwind.test") -> RawMail:
    """Let the mail arrive at Acme's mailbox and be placed; returns its row. The tenant's scope must be open."""
    mailbox = Mailbox.objects.filter(address=to).first()
    envelope = Envelope(sender, (to,), "smtp")
    raw_id, _ = rawmail.store(tenant.pk, raw, envelope, mailbox_id=mailbox.pk if mailbox else None)
    process(tenant.pk, raw_id)
    return RawMail.objects.select_related("ticket").get(pk=raw_id)
