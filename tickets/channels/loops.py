"""Machines that do not say they are machines: they are known by answering faster than anybody can (security row 6)."""

from datetime import timedelta

from helpdesk.base import clock
from helpdesk.events.models import Event
from tickets.events import MESSAGE_RECEIVED, TICKET_REOPENED
from tickets.models import Contact, Ticket

MOST_REOPENS_PER_HOUR = 3
MOST_MESSAGES_PER_HOUR = 20


def is_answering_too_often(ticket: Ticket, contact: Contact) -> bool:
    """Say whether this contact has taken the ticket up again, or written on it, more often than a person does in an
    hour.

    What it writes is still kept; it only changes no status any more.
    """
    recent = Event.objects.about(ticket).since(clock.now() - timedelta(hours=1))
    recent = recent.filter(actor_kind="contact", actor_id=contact.pk)
    return (
        recent.filter(kind=TICKET_REOPENED.name).count() >= MOST_REOPENS_PER_HOUR
        or recent.filter(kind=MESSAGE_RECEIVED.name).count() >= MOST_MESSAGES_PER_HOUR
    )
