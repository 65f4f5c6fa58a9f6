"""The only door from a request to a ticket: unseen is 404, seen but not allowed is 403."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from helpdesk.accounts.permissions import allow
from tickets.models import Attachment, Ticket
from tickets.models.ticket import TicketQuerySet

WITH_TICKET = ("requester", "organization", "status", "assignee", "team", "category", "mailbox")


def ticket_for(agent, number: int, *, to: str, among: TicketQuerySet | None = None) -> Ticket:
    """The ticket of that number, if the agent sees it and may do `to` (a capability such as "ticket.reply").

    `among` says what is read along with it where that is not `WITH_TICKET`.
    Raises Http404 where it does not exist for this agent, PermissionDenied where its role does not allow it.
    """
    tickets = Ticket.objects.select_related(*WITH_TICKET) if among is None else among
    ticket = tickets.visible_to(agent).filter(number=number).first()
    if ticket is None or ticket.deleted_at is not None:
        raise Http404
    if not allow(agent, to, ticket):
        raise PermissionDenied
    return ticket


def file_for_agent(agent, attachment_id: int) -> Attachment:
    """A file of a message that the agent may read, or of a draft of its own. Raises Http404, PermissionDenied."""
    found = Attachment.objects.select_related("message__ticket", "draft")
    attachment = get_object_or_404(found, pk=attachment_id)
    if attachment.message_id:
        ticket_for(agent, attachment.message.ticket.number, to="ticket.read")
    elif attachment.draft_id is None or attachment.draft.agent_id != agent.pk:
        raise Http404
    return attachment


def ticket_for_contact(contact, number: int) -> Ticket:
    """The ticket of that number, if the contact asked it or is in copy. Raises Http404 otherwise, spam included."""
    ticket = Ticket.objects.asked_by(contact).present().select_related(*WITH_TICKET).filter(number=number).first()
    if ticket is None:
        raise Http404
    return ticket


def successor_for_contact(contact, number: int) -> Ticket | None:
    """The ticket that a contact's ticket was merged into, where the contact has to do with that one too."""
    asked, hops = Ticket.objects.asked_by(contact).filter(number=number, deleted_at=None).first(), 0
    while asked is not None and asked.merged_into_id and hops < 5:
        asked, hops = Ticket.objects.asked_by(contact).filter(pk=asked.merged_into_id).first(), hops + 1
    return asked if hops and asked is not None and asked.is_present else None
