"""Mail that was put aside: looked at by a person, then tried again, made a ticket of, or thrown away."""

from django.db import transaction

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy import storage
from tickets.channels.email.child import TOOK_TOO_LONG, reader
from tickets.channels.email.mime import header_only
from tickets.channels.email.parsed import Parsed
from tickets.channels.email.processing import place_by_hand
from tickets.events import MAIL_DISCARDED, MAIL_RELEASED
from tickets.models import RawMail, Ticket


class NotAside(LookupError):
    """The mail is not in quarantine any more: somebody was quicker."""


def look(row: RawMail) -> Parsed:
    """Return the mail as far as it can be read, for showing: text only, nothing active. Never raises for its
    content."""
    raw = storage.read(row.storage_key)
    return header_only(raw) if row.reason.startswith(TOOK_TOO_LONG) else reader.read(raw)


@transaction.atomic
def try_again(row: RawMail, *, by: Actor) -> RawMail:
    """Let the mail be placed as if it had just arrived, for after a mistake of ours was mended. Raises NotAside."""
    row = _aside(row)
    row.state, row.attempts, row.next_attempt_at = RawMail.State.PENDING, 0, clock.now()
    row.save(update_fields=["state", "attempts", "next_attempt_at"])
    record(MAIL_RELEASED, row, by=by)
    return row


@transaction.atomic
def make_ticket(row: RawMail, *, by: Actor) -> Ticket:
    """Place the mail although it was put aside; returns the ticket. Raises NotAside, intake.Held."""
    row = _aside(row)
    place_by_hand(row)
    record(MAIL_RELEASED, row, by=by)
    return row.ticket


@transaction.atomic
def discard(row: RawMail, *, by: Actor) -> RawMail:
    """Take the mail out of the list; its bytes are kept as long as any other mail's. Raises NotAside."""
    row = _aside(row)
    row.state, row.processed_at = RawMail.State.DISCARDED, clock.now()
    row.save(update_fields=["state", "processed_at"])
    record(MAIL_DISCARDED, row, by=by)
    return row


def _aside(row: RawMail) -> RawMail:
    row = RawMail.objects.select_for_update().filter(pk=row.pk, state=RawMail.State.QUARANTINED).first()
    if row is None:
        raise NotAside
    return row
