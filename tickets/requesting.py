"""What customers do in the portal: ask, answer, say that it is solved or that it is not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from helpdesk.events.actors import Actor
from tickets import conversation, lifecycle, opening
from tickets.contacts import find_or_make
from tickets.conversation import Letter, Words
from tickets.models import Attachment, Category, Channel, Contact, Mailbox, Message, Ticket


@dataclass(frozen=True)
class Asked:
    """A request as it was written in the form. `once` names this filling of the form: sent twice, it counts once."""

    subject: str
    text: str
    once: str
    category: Category | None = None
    custom_fields: dict = field(default_factory=dict)
    files: Sequence[Attachment] = ()
    follows_up: Ticket | None = None


def ask(asked: Asked, *, contact: Contact, is_proved: bool = True) -> tuple[Ticket, Message]:
    """Open a ticket with what was asked. Asking the same twice gives the first ticket.

    Not `is_proved`: nobody signed in, so the message is kept as unverified until its address confirms it.
    """
    known = said_once(asked.once)
    if known:
        return known.ticket, known
    try:
        with transaction.atomic():
            return _open(asked, contact, is_proved)
    except IntegrityError:  # the same form, sent at the same instant
        known = said_once(asked.once)
        if known is None:
            raise
        return known.ticket, known


def ask_unproved(asked: Asked, *, address: str, name: str) -> tuple[Ticket, Message]:
    """The same for somebody who only says an address. A blocked contact's request is kept, as spam."""
    contact = find_or_make(address, name)
    ticket, message = ask(asked, contact=contact, is_proved=False)
    if contact.is_blocked:
        ticket = lifecycle.mark_spam(ticket, by=Actor.system("portal"))
    return ticket, message


def answer(ticket: Ticket, contact: Contact, text: str, *, once: str, files: Sequence[Attachment] = ()) -> Message:
    """Add what the customer wrote. The same form sent twice is one message. Raises NothingSaid, TicketClosed."""
    if not text.strip() and not files:
        raise conversation.NothingSaid
    known = said_once(once)
    if known:
        return known
    return conversation.receive(ticket, contact, Words.typed(text), letter=_letter(once), attachments=files)


def said_once(once: str) -> Message | None:
    """The message that this filling of a form became, if it was sent before."""
    said = Message.objects.select_related("ticket").filter(channel=Channel.PORTAL, external_id=once)
    return said.first() if once else None


def _open(asked: Asked, contact: Contact, is_proved: bool) -> tuple[Ticket, Message]:
    mailbox = Mailbox.objects.select_related("team").in_order().filter(is_active=True).first()
    return opening.open_with(
        contact,
        asked.subject,
        Words.typed(asked.text),
        letter=_letter(asked.once, is_proved),
        attachments=asked.files,
        channel=Channel.PORTAL,
        mailbox=mailbox,
        category=asked.category,
        custom_fields=asked.custom_fields,
        follows_up=asked.follows_up,
    )


def _letter(once: str, is_proved: bool = True) -> Letter:
    return Letter(channel=Channel.PORTAL, external_id=once, is_verified=is_proved)
