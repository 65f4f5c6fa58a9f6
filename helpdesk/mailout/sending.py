"""Sending a mail: claim it, commit, talk to the server, write down what it said.

The server's "250" and our commit cannot be one act. Where the connection breaks in between, nobody knows whether the
mail was taken: it is tried once more under the same Message-ID, so at worst one copy too many arrives, and only then.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from helpdesk.base import clock
from helpdesk.base.idn import to_ascii
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout import domains, marking, relays
from helpdesk.mailout.events import MAIL_COMPLAINED, MAIL_FAILED
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.relays import Relay
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import use_tenant

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)
WAITS = [timedelta(minutes=m) for m in (1, 2, 5, 15, 30, 60, 120, 240, 360, 480, 720, 1440)]
_SIGN_IN_REFUSED = (530, 534, 535, 538)  # RFC 4954; some say 530 at MAIL FROM, after no sign-in at all
State = OutgoingMail.State


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt."""

    state: str
    error: str = ""
    is_unclear: bool = False


def send(tenant_id: int, mail_id: int) -> str:
    """Send the mail if it is due; returns the state it is in afterwards. A mail that was sent is never sent again."""
    with use_tenant(tenant_id):
        mail = _claim(mail_id)
        if mail is None:
            return ""
        content = domains.signed(storage.read(mail.content_key), mail.sender)
        relay_of = relays.relay_for(tenant_id, mail.sender)
    outcome = _deliver(tenant_id, mail, content, relay_of)
    with use_tenant(tenant_id):
        return _write_down(mail_id, outcome)


def _claim(mail_id: int) -> OutgoingMail | None:
    """Take the mail for LEASE; None when another worker has it, it is not due or it is done."""
    now = clock.now()
    mail = (
        OutgoingMail.objects.select_for_update(skip_locked=True)
        .filter(pk=mail_id, state__in=[State.QUEUED, State.SENDING], next_attempt_at__lte=now)
        .one()
    )
    if mail is None:
        return None
    # Still "sending" after its lease: whoever sent it died, before or after the server took it.
    mail.unclear_attempts += mail.state == State.SENDING
    if mail.unclear_attempts > 1:
        _fail(mail, "the connection broke twice; it may have arrived")
        return None
    mail.state, mail.attempts, mail.next_attempt_at = State.SENDING, mail.attempts + 1, now + LEASE
    mail.save(update_fields=["state", "attempts", "next_attempt_at", "unclear_attempts"])
    return mail


def _deliver(tenant_id: int, mail: OutgoingMail, content: bytes, relay_of: Callable[[], Relay]) -> Outcome:
    """Talk SMTP. An error before the last dot is certain; one after it is not."""
    all_sent = False
    try:
        relay = relay_of()
        with relays.connect(relay) as server:
            # A company's own server lets nobody send but its mailbox: what comes back, comes back there.
            sender = mail.sender if relay.is_own else mail.envelope_sender
            recipient = _on_the_wire(mail.recipient)
            _expect(server.mail(sender, _options(server, mail, sender + recipient)))
            _expect(server.rcpt(recipient))
            code, reply = server.docmd("DATA")
            _expect((code, reply), 354)
            server.send(_dotted(marking.marked(content, relay.host, tenant_id, mail.pk)))
            all_sent = True
            _expect(server.getreply())
            return Outcome(State.SENT)
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as refusal:
        return Outcome(State.QUEUED, _refused(refusal).error)  # it has not heard yet of any mail
    except smtplib.SMTPResponseException as refusal:
        if refusal.smtp_code in _SIGN_IN_REFUSED or isinstance(refusal, smtplib.SMTPAuthenticationError):
            # No fault of the mail's: it waits until somebody has put the sign-in right.
            return Outcome(State.QUEUED, f"sign-in refused: {_refused(refusal).error}")
        return _refused(refusal)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(State.QUEUED, f"{type(error).__name__}: {error}", is_unclear=all_sent)


def _on_the_wire(address: str) -> str:
    """An address with its domain as servers know it."""
    local, _at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{to_ascii(domain)}"


def _options(server: smtplib.SMTP, mail: OutgoingMail, addresses: str) -> list[str]:
    """What to say with MAIL FROM. Raises what the server would say if it could not take the mail anyway."""
    limit = server.esmtp_features.get("size", "").strip()
    if limit.isdecimal() and 0 < int(limit) < mail.size_bytes:
        raise smtplib.SMTPResponseException(552, f"5.3.4 {mail.size_bytes} bytes; the server takes {limit}".encode())
    options = [f"SIZE={mail.size_bytes}"] if server.has_extn("size") else []
    if addresses.isascii():
        return options
    if not server.has_extn("smtputf8"):
        raise smtplib.SMTPResponseException(553, b"5.6.7 the server takes only addresses in English letters")
    return [*options, "SMTPUTF8"]


def _expect(answer: tuple[int, bytes], wanted: int = 250) -> None:
    if answer[0] != wanted and not (wanted == 250 and answer[0] == 251):
        raise smtplib.SMTPResponseException(*answer)


def _dotted(content: bytes) -> bytes:
    lines = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    body = lines.replace(b"\r\n.", b"\r\n..")
    body = b"." + body if body.startswith(b".") else body
    return (body if body.endswith(b"\r\n") else body + b"\r\n") + b".\r\n"


def _refused(refusal: smtplib.SMTPResponseException) -> Outcome:
    words = (
        refusal.smtp_error.decode("utf-8", "replace") if isinstance(refusal.smtp_error, bytes) else refusal.smtp_error
    )
    is_permanent = 500 <= refusal.smtp_code < 600
    return Outcome(State.FAILED if is_permanent else State.QUEUED, f"{refusal.smtp_code} {words}"[:1000])


def _write_down(mail_id: int, outcome: Outcome) -> str:
    mail = OutgoingMail.objects.select_for_update().get(pk=mail_id)
    if mail.state != State.SENDING:
        return mail.state
    mail.last_error = outcome.error
    mail.unclear_attempts += outcome.is_unclear
    if outcome.state == State.SENT:
        mail.state, mail.sent_at = State.SENT, clock.now()
    elif outcome.state == State.FAILED or mail.unclear_attempts > 1 or mail.attempts > len(WAITS):
        return _fail(mail, outcome.error)
    else:
        mail.state, mail.next_attempt_at = State.QUEUED, clock.now() + WAITS[mail.attempts - 1]
        log.warning("mail %s to be tried again: %s", mail.pk, outcome.error)
    mail.save(update_fields=["state", "sent_at", "last_error", "next_attempt_at", "unclear_attempts"])
    return mail.state


def _fail(mail: OutgoingMail, reason: str, *, state: str = State.FAILED) -> str:
    mail.state, mail.last_error, mail.sent_at = state, reason, None
    mail.save(update_fields=["state", "last_error", "sent_at", "unclear_attempts"])
    record(
        MAIL_FAILED, mail, by=Actor.system("mail"),
        address=mail.recipient, reason=reason[:300], purpose=mail.purpose, belongs_to=mail.subject_id,
    )  # fmt: skip
    return mail.state


def mark_delivered(mail_id: int) -> OutgoingMail | None:
    """Mark a mail that its recipient's server took, once. One that came back stays so: word of it may come late."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id).first()
    if mail is not None and mail.state == State.SENT:
        mail.state, mail.delivered_at = State.DELIVERED, clock.now()
        mail.save(update_fields=["state", "delivered_at"])
    return mail


def note_complaint(mail_id: int) -> OutgoingMail | None:
    """Keep that the recipient took the mail for spam, once."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id).first()
    if mail is not None and mail.complained_at is None:
        mail.complained_at = clock.now()
        mail.save(update_fields=["complained_at"])
        record(MAIL_COMPLAINED, mail, by=Actor.system("mail"), address=mail.recipient)
    return mail


def mark_bounced(mail_id: int, *, reason: str) -> OutgoingMail | None:
    """Mark a mail that came back, once; returns it, or None where there is no such mail."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id).first()
    if mail is not None and mail.state in (State.SENT, State.DELIVERED):
        _fail(mail, reason, state=State.BOUNCED)
    return mail
