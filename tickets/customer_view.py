"""What a customer sees of a ticket: what was said publicly, by whom, and from when on it is theirs to read."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from helpdesk.events.models import Event
from tickets.events import TICKET_CLOSED, TICKET_REOPENED, TICKET_RESOLVED
from tickets.models import Attachment, Contact, Message, Participant, StatusCategory, Ticket
from tickets.models.message import MessageQuerySet
from tickets.plain_html import from_text, simple

_DESK_PICTURE = re.compile(r' src="/desk/attachments/(\d+)/(?:inline/)?"')
MILESTONES = (TICKET_RESOLVED.name, TICKET_REOPENED.name, TICKET_CLOSED.name)


@dataclass(frozen=True)
class Entry:
    """One line of a request's history: a message, or a turn its status took (an event's kind)."""

    at: datetime
    message: Message | None = None
    html: str = ""
    turn: str = ""

    @property
    def has_preview(self) -> bool:
        """Whether one of its files can be looked at."""
        return self.message is not None and any(file.has_preview for file in self.message.attachments.all())


def is_requester(ticket: Ticket, contact: Contact) -> bool:
    return ticket.requester_id == contact.pk


def messages_for(ticket: Ticket, contact: Contact) -> MessageQuerySet:
    """The public messages; somebody in copy sees those since they were put there (security row 2). No machines."""
    shown = Message.objects.filter(ticket=ticket, machine="").public()
    since = _since(ticket, contact)
    return shown.filter(created_at__gte=since) if since else shown


def history_for(ticket: Ticket, contact: Contact) -> list[Entry]:
    """Messages and the turns of the status, oldest first."""
    said = messages_for(ticket, contact).prefetch_related("attachments").defer("search", "verdict")
    turns = Event.objects.about(ticket).filter(kind__in=MILESTONES)
    since = _since(ticket, contact)
    turns = turns.since(since) if since else turns
    entries = [Entry(message.created_at, message=message, html=_html(message, ticket)) for message in said.in_order()]
    entries += [Entry(event.occurred_at, turn=event.kind) for event in turns.in_order()]
    return sorted(entries, key=lambda entry: (entry.at, bool(entry.turn)))


def file_for(ticket: Ticket, contact: Contact, file_id: int) -> Attachment:
    """A file of a message the contact may read. Raises Http404: files of notes do not exist for customers."""
    readable = messages_for(ticket, contact)
    found = Attachment.objects.filter(message__in=readable, pk=file_id).first()
    if found is None:
        raise Http404
    return found


def waits_for_us(ticket: Ticket) -> bool:
    return ticket.status_category in (StatusCategory.NEW, StatusCategory.OPEN, StatusCategory.ON_HOLD)


def _html(message: Message, ticket: Ticket) -> str:
    """The words for the page: a mail's own design stays out, pictures come through the customer's door."""
    if not message.html:
        return from_text(message.text)
    files = message.attachments.all()
    pictures = {file.content_id: f"/desk/attachments/{file.pk}/inline/" for file in files if file.is_among_words}
    return _DESK_PICTURE.sub(rf' src="/requests/{ticket.number}/files/\1/inline/"', simple(message.html, pictures))


def _since(ticket: Ticket, contact: Contact) -> datetime | None:
    """From when on the ticket is theirs to read; None for the requester: from its beginning."""
    if is_requester(ticket, contact):
        return None
    return Participant.objects.get(ticket=ticket, contact=contact).since
