"""What people do with a mail on its way: take it back while it waits, send it again after it failed."""

from django.db import transaction

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout.events import MAIL_CANCELLED, MAIL_SENT_AGAIN
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.writing import ring_after_commit

State = OutgoingMail.State


class TooLate(Exception):
    """The mail has gone on meanwhile: it left, or somebody else dealt with it."""


@transaction.atomic
def cancel(mail: OutgoingMail, *, by: Actor) -> OutgoingMail:
    """Take back a mail that waits; it never leaves then. Raises TooLate once a worker has it."""
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if not mail.may_be_cancelled:
        raise TooLate
    mail.state = State.CANCELLED
    mail.save(update_fields=["state"])
    record(MAIL_CANCELLED, mail, by=by, address=mail.recipient)
    return mail


@transaction.atomic
def send_again(mail: OutgoingMail, *, by: Actor) -> OutgoingMail:
    """Give a mail that failed, came back or was taken back all its attempts anew, under its own Message-ID, so that a
    server that has it already can drop it. Raises TooLate when it is under way or gone."""
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if not mail.may_be_sent_again:
        raise TooLate
    mail.state, mail.attempts, mail.unclear_attempts, mail.next_attempt_at = State.QUEUED, 0, 0, clock.now()
    mail.save(update_fields=["state", "attempts", "unclear_attempts", "next_attempt_at"])
    record(MAIL_SENT_AGAIN, mail, by=by, address=mail.recipient)
    ring_after_commit(mail.pk)
    return mail
