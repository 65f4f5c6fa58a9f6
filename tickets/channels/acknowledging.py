"""The first thing a customer hears: we have it, and by when we answer, computed from the company's own hours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout import wordings
from helpdesk.mailout.caps import may_write_automatically
from helpdesk.mailout.models import OutgoingMail
from helpdesk.mailout.wordings import EVERY_MAILBOX, Letter, Place, language_for
from helpdesk.mailout.writing import is_muted, write
from helpdesk.tenancy.context import current_tenant, current_tenant_id
from tickets.channels import mail_kinds
from tickets.channels.email import threading
from tickets.channels.email.directory import own_addresses
from tickets.channels.email.machines import answers_nobody
from tickets.channels.email.threading import CONTACT, Thread
from tickets.channels.outbox import mailbox_of, thread_ids
from tickets.events import ACKNOWLEDGED
from tickets.models import Channel, ContactAddress, Mailbox, Message, RawMail, Ticket

PURPOSE = "acknowledgement"
_TOO_LATE = timedelta(hours=6)
_LONG_AGO = timedelta(days=2)  # unread in the mailbox on the day that it was connected: who wrote it has moved on
_NO_CLOCK_YEAR = 2000  # before that the sender's clock was never set


def acknowledge(ticket: Ticket) -> OutgoingMail | None:
    """Tell the requester that their request arrived, once; None when nothing automatic may be written to them.

    The text names nothing that the sender wrote: with a forged sender it would carry the forger's words (row 5).
    """
    if is_muted() or not _may_be_owed(ticket):
        return None
    first = Message.objects.filter(ticket=ticket).select_related("raw").in_order().first()
    mailbox = mailbox_of(ticket)
    if not mailbox.sends_acknowledgement or not _is_from_a_person(first):
        return None
    address = _address(ticket, first)
    if not address or not _is_writable(address) or not may_write_automatically(address):
        return None
    mail = write(_draft(ticket, address, mailbox), address, purpose=PURPOSE, subject_id=ticket.pk)
    if mail is not None:
        record(ACKNOWLEDGED, ticket, by=Actor.system("mail"))
    return mail


def _may_be_owed(ticket: Ticket) -> bool:
    if ticket.created_by_agent or ticket.channel not in (Channel.EMAIL, Channel.PORTAL) or not ticket.is_open:
        return False
    is_late = ticket.created_at < clock.now() - _TOO_LATE
    return not is_late and not OutgoingMail.objects.about(PURPOSE, ticket.pk).exists()


def _address(ticket: Ticket, first: Message | None) -> str:
    """The address the request came from, else the one the requester is written to; empty where mail to it is
    suspended."""
    sender = first.raw.sender if first is not None and first.raw_id else ""
    rows = list(ContactAddress.objects.filter(contact=ticket.requester_id).order_by("-is_primary", "id"))
    row = next((each for each in rows if each.address == sender), rows[0] if rows else None)
    return row.address if row is not None and not row.suspended_because else ""


def _is_writable(address: str) -> bool:
    return not answers_nobody(address) and not own_addresses([address], reply_domain=settings.REPLY_DOMAIN)


def _is_from_a_person(first: Message | None) -> bool:
    if first is None:
        return True
    if first.raw_id and first.raw.source == RawMail.UPLOADED:
        return False  # it may be years old
    if _was_written_long_ago(first):
        return False
    return not first.machine and not first.verdict.get("distribution") and first.verdict.get("dmarc") != "fail"


def _was_written_long_ago(message: Message) -> bool:
    said = message.verdict.get("sent_at")
    sent_at = datetime.fromisoformat(said) if said else None
    return sent_at is not None and sent_at.year >= _NO_CLOCK_YEAR and sent_at < clock.now() - _LONG_AGO


def _draft(ticket: Ticket, address: str, mailbox: Mailbox) -> Draft:
    thread = Thread(current_tenant_id(), ticket.pk, CONTACT, ticket.requester_id)
    parent, chain = thread_ids(ticket, thread)
    letter = _letter(ticket, mailbox)
    return Draft(
        sender=(mailbox.name, mailbox.address),
        to=[("", address)],
        reply_to=(mailbox.name, threading.reply_address(thread)),
        subject=letter.subject,
        # One acknowledgement a ticket: the same id whenever it is written.
        message_id=threading.message_id(thread, 0),
        date=clock.now(),
        text=letter.text,
        html=letter.html,
        in_reply_to=parent,
        references=chain,
        is_automatic=True,
    )


def _letter(ticket: Ticket, mailbox: Mailbox) -> Letter:
    language = language_for(ticket.requester.language, ticket.language, current_tenant().language)
    with translation.override(language):
        values = mail_kinds.of_ticket(ticket, mailbox, reply__expected=expected_reply(ticket))
        return wordings.letter(Place(mail_kinds.ACKNOWLEDGEMENT, language, mailbox.pk or EVERY_MAILBOX), values)


def expected_reply(ticket: Ticket) -> str:
    """Return in plain words by when the customer hears from us, in the company's zone and the active language."""
    if ticket.reply_due_at is None:
        return _("We will answer as soon as we can.")
    tenant = current_tenant()
    moment = ticket.reply_due_at.astimezone(ZoneInfo(tenant.time_zone))
    return _("You will hear from us by %(day)s, %(time)s (%(zone)s).") % {
        "day": formats.date_format(moment, _("l, j F")),
        "time": formats.time_format(moment, "H:i"),
        "zone": tenant.time_zone,
    }
