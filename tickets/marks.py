"""The columns of a ticket that lists sort and mark by, read off its messages where these moved."""

from django.db.models import Max, Q

from tickets.locking import locked
from tickets.models import Message, Ticket


def recount(ticket: Ticket) -> Ticket:
    """Bring the marks of a ticket up to the messages it has now, and return it fresh, locked."""
    ticket = locked(ticket)
    people = Q(machine="")
    said = Message.objects.filter(ticket=ticket).aggregate(
        any=Max("created_at"),
        customer=Max("created_at", filter=Q(kind=Message.Kind.CUSTOMER) & people),
        agent=Max("created_at", filter=Q(kind=Message.Kind.AGENT)),
    )
    ticket.last_message_at = said["any"] or ticket.created_at
    ticket.last_customer_message_at, ticket.last_agent_message_at = said["customer"], said["agent"]
    ticket.save(update_fields=["last_message_at", "last_customer_message_at", "last_agent_message_at"])
    return ticket
