"""Which ticket a message says it belongs to, and by what right it says so."""

from dataclasses import dataclass

from helpdesk.accounts.models import Agent
from helpdesk.tenancy.context import current_tenant, current_tenant_id
from tickets import contacts
from tickets.channels.base import Inbound
from tickets.channels.email import threading
from tickets.channels.email.threading import Key
from tickets.models import Contact, Mailbox, Message, Ticket


@dataclass(frozen=True)
class Belonging:
    """The ticket that a message refers to, if any, and what led to it."""

    ticket: Ticket | None
    key: Key
    #: the merged ticket it was written to: it goes back there should the merge be undone
    written_to: int | None = None

    def includes(self, contact: Contact) -> bool:
        """Whether the contact asks in the ticket, or is in copy of it."""
        ticket = self.ticket
        return ticket is not None and (
            ticket.requester_id == contact.pk or ticket.participants.filter(contact=contact).exists()
        )

    @property
    def mailbox(self) -> Mailbox | None:
        """Where what was sent to a reply address, so to no mailbox, belongs whatever becomes of it: the ticket's, or
        the default one."""
        own = self.ticket.mailbox if self.ticket is not None else None
        return own or Mailbox.objects.select_related("team").filter(is_default=True).first()


def belonging_of(inbound: Inbound, *, agent: Agent | None, contact: Contact | None) -> Belonging:
    """Return the ticket by signed address or id first, then by the ids of earlier mail, then by a number in the
    subject."""
    thread = threading.find(inbound.addressed, inbound.refers_to, tenant=current_tenant_id())
    if thread is not None:
        key = Key.OWN if _is_for(thread, agent, contact) else Key.OTHER
        return _belonging(Ticket.objects.filter(pk=thread.ticket).first(), key)
    if earlier := _earlier_mail(inbound):
        return _belonging(earlier.ticket, Key.MAIL_ID, written_to=earlier.origin_id)
    number = threading.claimed_number(inbound.subject, prefix=current_tenant().ticket_prefix)
    return _belonging(Ticket.objects.filter(number=number).first() if number else None, Key.HINT)


def _is_for(thread: threading.Thread, agent: Agent | None, contact: Contact | None) -> bool:
    if thread.recipient_kind == threading.AGENT:
        return agent is not None and agent.pk == thread.recipient
    return contact is not None and contacts.is_one_now(thread.recipient, contact)


def _earlier_mail(inbound: Inbound) -> Message | None:
    if not inbound.refers_to:
        return None
    mails = Message.objects.select_related("ticket").public()
    return mails.filter(channel=inbound.channel, external_id__in=inbound.refers_to).order_by("-created_at").first()


def _belonging(ticket: Ticket | None, key: Key, *, written_to: int | None = None) -> Belonging:
    """A merged ticket goes on in the one it was merged into; a deleted one is nobody's any more."""
    hops = 0
    if ticket is not None and ticket.merged_into_id:
        written_to = ticket.pk
    while ticket is not None and ticket.merged_into_id and hops < 5:
        ticket, hops = ticket.merged_into, hops + 1
    if ticket is None or ticket.deleted_at is not None:
        return Belonging(None, Key.NONE)
    return Belonging(ticket, key, written_to)
