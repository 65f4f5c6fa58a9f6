"""What went on with a customer, across all their tickets that one may see, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Left
from django.utils.text import Truncator

from helpdesk.events.models import Event
from tickets.models import Message, Ticket

MOST_TICKETS, MOST_LINES = 50, 15
LONGEST_LINE = 140
ICONS = {Message.Kind.CUSTOMER: "mail", Message.Kind.AGENT: "reply", Message.Kind.NOTE: "note"}


@dataclass(frozen=True)
class Line:
    at: datetime
    icon: str
    text: str
    ticket: Ticket | None = None


def of_tickets(tickets) -> list[Line]:
    """The newest things said on these tickets. `tickets` are those that the reader may see."""
    newest = {ticket.pk: ticket for ticket in tickets.order_by("-last_message_at", "-id")[:MOST_TICKETS]}
    said = Message.objects.filter(ticket__in=newest).order_by("-created_at", "-id")
    rows = said.values_list("created_at", "kind", "author_name", Left("text", 4 * LONGEST_LINE), "ticket")[:MOST_LINES]
    return [Line(at, ICONS[kind], f"{who}: {_short(text)}", newest[pk]) for at, kind, who, text, pk in rows]


def of_contact(contact, tickets) -> list[Line]:
    """The same with what became of the contact itself: added, changed, merged."""
    own = Event.objects.about(contact).order_by("-occurred_at", "-id")[:MOST_LINES]
    lines = [*of_tickets(tickets), *(Line(event.occurred_at, "event", event.sentence) for event in own)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST_LINES]


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST_LINE)
