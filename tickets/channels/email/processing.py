"""From a stored mail to the conversation: read it in the child, let intake place it, write down what became of it.

Every step can be repeated: the mail stays pending until it is placed or put aside, and intake knows what it has.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from django.conf import settings

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout.bouncing import read_bounce_address
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import use_tenant
from tickets.channels import crediting, intake, probing
from tickets.channels.base import Inbound
from tickets.channels.email import returned
from tickets.channels.intake import Held
from tickets.channels.providers import brevo
from tickets.channels.spam import judging, opinions, rspamd
from tickets.channels.spam.opinions import Opinion
from tickets.events import MAIL_QUARANTINED
from tickets.models import Channel, Message, RawMail

from .addresses import normalise
from .authentication import verdict_of
from .child import reader
from .machines import LOOP_HEADER
from .mime import header_only
from .parsed import Parsed

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 6
State = RawMail.State
_NOT_FOR_TICKETS = {
    "loop": "automatic mail of this installation",
    "complaint": "a complaint about mail of ours",
    "report": "a report about mail of ours",
}


def process(tenant_id: int, raw_id: int) -> str:
    """Place a stored mail; returns its state. Done already: nothing changes. A passing fault leaves it pending."""
    with use_tenant(tenant_id):
        pending = RawMail.objects.filter(pk=raw_id, state=State.PENDING)
        found = list(pending.values_list("storage_key", "source", "envelope_from", "envelope_to"))
        raw = storage.read(found[0][0]) if found else b""
    if not found:
        return ""
    _key, source, envelope_from, envelope_to = found[0]
    parsed = header_only(raw)
    try:
        raw = brevo.completed(tenant_id, raw_id, raw) if source == RawMail.PROVIDED else raw
        parsed = _judged(reader.read(raw, envelope_from=envelope_from if source == "smtp" else None))
        heard = _heard(raw, parsed, source, envelope_from, envelope_to)
        with use_tenant(tenant_id):
            return _place(raw_id, parsed, heard)
    except Exception as fault:
        log.exception("mail %s could not be placed", raw_id)
        with use_tenant(tenant_id):
            return _put_off(raw_id, parsed, fault)


def _heard(raw: bytes, parsed: Parsed, source: str, sender: str, recipients: list[str]) -> Opinion | None:
    """What the spam filter says of a mail that is for people. Old mail that is brought as files is not judged."""
    if source == RawMail.UPLOADED or parsed.review or parsed.machine in ("bounce", *_NOT_FOR_TICKETS):
        return None
    return rspamd.ask(raw, sender=sender, recipients=recipients)


def _place(raw_id: int, parsed: Parsed, heard: Opinion | None) -> str:
    row = RawMail.objects.select_for_update(of=("self",)).select_related("mailbox__team").get(pk=raw_id)
    if row.state != State.PENDING:
        return row.state
    row.sender, row.title = parsed.sender.email[:320], parsed.subject[:300]
    if probing.take(row, parsed):
        return _done(row)
    if reason := _reason_to_hold(row, parsed):
        return put_aside(row, reason)
    if parsed.machine == "bounce":
        found = returned.note(parsed, _bounced_mail(row))
        return _done(row) if found else put_aside(row, "a returned mail that belongs to none of ours")
    try:
        inbound = replace(_inbound(row, parsed), opinions=_opinions(row, parsed, heard))
        return _done(row, intake.receive(inbound).ticket)
    except Held as held:
        return put_aside(row, str(held))


def _opinions(row: RawMail, parsed: Parsed, heard: Opinion | None) -> tuple[Opinion, ...] | None:
    """What filters think of it, ours first; None for old mail, which nobody judges."""
    if row.source == RawMail.UPLOADED:
        return None
    believed = judging.settings_of_company().believed
    is_believed = believed == "always" or (believed == "trusted" and opinions.is_trusted(parsed, row.source))
    return tuple(filter(None, (heard, opinions.of_marks(parsed) if is_believed else None)))


def _judged(parsed: Parsed) -> Parsed:
    """Another installation of this software marks its automatic mail as we do: to us it is only an automatic reply."""
    mark = parsed.headers.get(LOOP_HEADER, [""])[0].strip().lower()
    if parsed.machine == "loop" and mark != settings.REPLY_DOMAIN.lower():
        return replace(parsed, machine="auto_reply")
    return parsed


def place_by_hand(row: RawMail) -> str:
    """Make a ticket of a mail that was put aside, as an agent wants it; returns the state. Raises intake.Held."""
    raw = storage.read(row.storage_key)
    parsed = reader.read(brevo.without_files(raw) if row.source == RawMail.PROVIDED else raw, envelope_from=None)
    return _done(row, intake.receive(_inbound(row, parsed)).ticket)


def _reason_to_hold(row: RawMail, parsed: Parsed) -> str:
    if parsed.review:
        return parsed.review
    if parsed.machine in _NOT_FOR_TICKETS:
        return _NOT_FOR_TICKETS[parsed.machine]
    if parsed.machine != "bounce" and not _sender(row, parsed).email:
        return "no sender that could be answered"
    return ""


def _sender(row: RawMail, parsed: Parsed):
    """Who is asked back: From, or where that is missing whom the mail says to answer."""
    from tickets.channels.base import Address

    if parsed.sender.email:
        return parsed.sender
    return next(iter(parsed.reply_to), Address(row.envelope_from))


def _inbound(row: RawMail, parsed: Parsed) -> Inbound:
    verdict = verdict_of(parsed)
    external_id, is_taken = _external_id(row, parsed)
    addressed = [normalise(address) for address in row.envelope_to] + [a.email for a in (*parsed.to, *parsed.cc)]
    distribution = parsed.machine if parsed.machine in ("list", "bulk") and not _is_own_list(row, parsed) else ""
    return Inbound(
        channel=Channel.EMAIL,
        external_id=external_id,
        sender=_sender(row, parsed),
        subject=parsed.subject,
        text=parsed.text,
        html=parsed.html,
        quoted_text=parsed.quoted_text,
        quoted_html=parsed.quoted_html,
        files=parsed.files,
        to=parsed.to,
        cc=parsed.cc,
        answer_to=crediting.named_in(parsed),
        sent_at=parsed.date,
        mailbox=row.mailbox,
        raw_id=row.pk,
        addressed=tuple(dict.fromkeys(addressed)),
        refers_to=tuple(dict.fromkeys((*parsed.references, *parsed.in_reply_to, *_answered_by_rule(row)))),
        machine="" if parsed.machine in ("list", "bulk") else parsed.machine,
        distribution=distribution,
        dmarc=verdict["dmarc"],
        verdict=verdict,
        forwarded=parsed.forwarded,
        enclosed=parsed.enclosed | ({"shares_id": True} if is_taken else {}),
    )


def _external_id(row: RawMail, parsed: Parsed) -> tuple[str, bool]:
    """The Message-ID, and whether another mail has it: this one is kept beside it, told apart by its content."""
    message_id = parsed.message_id[:200] or f"sha256:{row.digest}"
    taken = Message.objects.filter(channel=Channel.EMAIL, external_id=message_id).exclude(raw_id=row.pk).exists()
    return (f"{message_id}#{row.digest[:16]}" if taken else message_id), taken


def _is_own_list(row: RawMail, parsed: Parsed) -> bool:
    """Say whether the list is only the group through which the company forwards its own mailbox to us."""
    if row.mailbox is None:
        return False
    list_id = " ".join(parsed.headers.get("list-id", [])).lower()
    return row.mailbox.address.replace("@", ".") in list_id


def _bounced_mail(row: RawMail) -> int | None:
    addresses = [address for address in map(read_bounce_address, row.envelope_to) if address]
    return addresses[0][1] if addresses and addresses[0][0] == row.tenant_id else None


def _answered_by_rule(row: RawMail) -> tuple[str, ...]:
    """The id of our mail whose way back this one took. Answers by rule do (RFC 3834), and some name no mail besides."""
    mail_id = _bounced_mail(row)
    return tuple(OutgoingMail.objects.filter(pk=mail_id).values_list("message_id", flat=True)) if mail_id else ()


def _done(row: RawMail, ticket=None) -> str:
    row.state, row.ticket, row.processed_at, row.reason = State.PROCESSED, ticket, clock.now(), ""
    row.save(update_fields=["state", "ticket", "processed_at", "reason", "sender", "title"])
    return row.state


def put_aside(row: RawMail, reason: str) -> str:
    """Show the mail to people instead of placing it."""
    row.state, row.reason, row.processed_at = State.QUARANTINED, reason[:300], clock.now()
    row.save(update_fields=["state", "reason", "processed_at", "sender", "title", "attempts"])
    record(MAIL_QUARANTINED, row, by=Actor.system("mail"), reason=row.reason)
    return row.state


def _put_off(raw_id: int, parsed: Parsed, fault: Exception) -> str:
    row = RawMail.objects.select_for_update().get(pk=raw_id)
    if row.state != State.PENDING:
        return row.state
    row.attempts += 1
    row.sender, row.title = parsed.sender.email[:320], parsed.subject[:300]
    row.reason = f"{type(fault).__name__}: {fault}"[:300]
    if row.attempts >= MOST_ATTEMPTS:
        return put_aside(row, f"could not be placed: {row.reason}")
    row.next_attempt_at = clock.now() + timedelta(seconds=10 * 4 ** (row.attempts - 1))
    row.save(update_fields=["attempts", "sender", "title", "reason", "next_attempt_at"])
    return row.state
