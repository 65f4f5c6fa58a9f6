"""Writing a mail: complete and frozen in the transaction that wants it sent, so that it leaves exactly if that
commits."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.db import transaction

from helpdesk.base import clock, ids
from helpdesk.base.mail import Draft, build, on_one_line
from helpdesk.mailout.bouncing import bounce_address
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import current_tenant_id

_muted: ContextVar[bool] = ContextVar("mail_muted", default=False)


def write(
    draft: Draft,
    recipient: str,
    *,
    purpose: str,
    subject_id: int | None = None,
    not_before: datetime | None = None,
) -> OutgoingMail | None:
    """Put a mail to one recipient into the outbox; a worker sends it after the commit. Raises mail.BadHeader.

    `purpose` and `subject_id` say what it belongs to (reply of message 7). Writing the same Message-ID again changes
    nothing and returns the first. Returns None while mail is muted.
    """
    if _muted.get():
        return None
    known = OutgoingMail.objects.filter(message_id=draft.message_id).one()
    if known is not None:
        return known
    mail = _keep(draft, recipient, purpose=purpose, subject_id=subject_id, due=not_before or clock.now())
    if not_before is None:
        ring_after_commit(mail.pk)
    return mail


def _keep(draft: Draft, recipient: str, *, due: datetime, **belongs_to) -> OutgoingMail:
    draft = on_one_line(draft)
    content = build(draft).as_bytes()
    mail = OutgoingMail.objects.create(
        **belongs_to,
        sender=draft.sender[1],
        recipient=recipient,
        recipient_digest=digest(recipient),
        is_automatic=draft.is_automatic,
        title=draft.subject[:500],
        message_id=draft.message_id,
        content_key=storage.keep("outgoing", content),
        size_bytes=len(content),
        next_attempt_at=due,
        created_at=clock.now(),
    )
    if not draft.is_automatic:
        # Automatic mail leaves with an empty envelope sender: its bounces must not come back (RFC 3834).
        mail.envelope_sender = bounce_address(current_tenant_id(), mail.pk)
        mail.save(update_fields=["envelope_sender"])
    return mail


@contextmanager
def muted() -> Iterator[None]:
    """Write no mail inside the block: for playing the demo's history."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def is_muted() -> bool:
    """Whether nothing would be written: what only prepares a mail need not begin."""
    return _muted.get()


def cancel(purpose: str, subject_id: int) -> int:
    """Take back what has not left yet; returns how many mails that were."""
    waiting = OutgoingMail.objects.about(purpose, subject_id).filter(state=OutgoingMail.State.QUEUED)
    return waiting.update(state=OutgoingMail.State.CANCELLED)


def new_message_id() -> str:
    """Return a Message-ID, without brackets, for a mail that belongs to no ticket."""
    return f"o.{ids.sign('mail/other', current_tenant_id(), secrets.randbits(60))}@{settings.REPLY_DOMAIN}"


def digest(address: str) -> str:
    """Return what an address is counted by across tenants, without anybody's address leaving its tenant."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


def ring_after_commit(mail_id: int) -> None:
    """Have the mail sent at once when the open transaction commits; a sweep finds it otherwise."""
    tenant_id = current_tenant_id()

    def ring():
        from helpdesk.mailout.tasks import send

        send.ring(tenant_id, mail_id)

    transaction.on_commit(ring, robust=True)
