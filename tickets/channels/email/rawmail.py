"""Mail as it came: on disk and committed before anybody hears that we have it."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import use_tenant
from tickets.events import MAIL_QUARANTINED
from tickets.models import RawMail

from . import caps
from .addresses import normalise
from .headers import Headers, message_ids, read_block
from .mime import header_only
from .structure import split_head, without_envelope

RUNG_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Envelope:
    """How a mail reached us."""

    sender: str = ""
    recipients: tuple[str, ...] = ()
    source: str = "smtp"


def store(
    tenant_id: int, raw: bytes, envelope: Envelope, *, mailbox_id: int | None = None, aside: str = ""
) -> tuple[int, bool]:
    """Keep a mail for good; returns its id and whether it is new. Committed when this returns.

    The same mail again, by whatever route, is the one we have. The same Message-ID with other content is another mail.
    `aside` says why nobody can place it, and people are shown it instead.
    """
    message_id, key = identity(raw)
    with use_tenant(tenant_id):
        known = RawMail.objects.filter(dedupe_key=key).values_list("pk", flat=True).one()
        if known:
            return known, False
        try:
            with transaction.atomic():
                row = _row(raw, message_id, key, envelope, mailbox_id)
                _keep(row, raw, aside)
                return row.pk, True
        except IntegrityError:
            # Delivered twice at the same moment: the other one was first.
            return RawMail.objects.get(dedupe_key=key).pk, False


def _row(raw: bytes, message_id: str, key: str, envelope: Envelope, mailbox_id: int | None) -> RawMail:
    return RawMail(
        mailbox_id=mailbox_id,
        digest=hashlib.sha256(raw).hexdigest(),
        dedupe_key=key,
        message_id=message_id[:250],
        storage_key="",
        size_bytes=len(raw),
        envelope_from=normalise(envelope.sender),
        envelope_to=list(envelope.recipients)[: caps.ADDRESSES],
        source=envelope.source,
        received_at=clock.now(),
        next_attempt_at=clock.now(),
    )


def _keep(row: RawMail, raw: bytes, aside: str) -> None:
    row.storage_key = storage.keep("raw", raw)
    if aside:
        head = header_only(raw)
        row.state, row.reason, row.processed_at = RawMail.State.QUARANTINED, aside[:300], row.received_at
        row.sender, row.title = head.sender.email[:320], head.subject[:300]
    row.save(force_insert=True)
    if aside:
        record(MAIL_QUARANTINED, row, by=Actor.system("mail"), reason=row.reason)


def note_rung(ids: list[int]) -> None:
    """Have the sweep leave these alone for a minute: a backlog must not be rung for again and again."""
    later = clock.now() + RUNG_FOR
    RawMail.objects.filter(pk__in=ids, state=RawMail.State.PENDING).update(next_attempt_at=later)


def identity(raw: bytes) -> tuple[str, str]:
    """Return the Message-ID and the key that the same mail has on every route: trace fields differ, the rest does
    not."""
    head, body = split_head(without_envelope(raw))
    try:
        headers = read_block(head)
    except caps.OverCap:
        headers = Headers(())
    message_id = next(iter(message_ids(headers.text("message-id"))), "")
    told = b"\x00".join(headers.joined(name) for name in ("message-id", "from", "date", "subject"))
    return message_id, hashlib.sha256(told + b"\x00" + b"\n".join(body.split(b"\r\n")).strip()).hexdigest()
