"""How far each agent has read: what is bold in a list is bold for that agent only."""

from collections.abc import Iterable

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from tickets.models import ReadMark, Ticket


def mark_read(ticket: Ticket, agent: Agent) -> None:
    """Note that `agent` has seen everything said so far. Seeing it again writes nothing new."""
    mark = ReadMark.objects.filter(ticket=ticket, agent=agent).first()
    if mark is None:
        ReadMark.objects.get_or_create(ticket=ticket, agent=agent, defaults={"read_at": clock.now()})
    elif mark.read_at < ticket.last_message_at:
        mark.read_at = clock.now()
        mark.save(update_fields=["read_at"])


def mark_unread(ticket: Ticket, agent: Agent) -> None:
    ReadMark.objects.filter(ticket=ticket, agent=agent).delete()


def read_times(ticket_ids: Iterable[int], agent: Agent) -> dict[int, object]:
    """When `agent` last read each of the tickets it has read at all."""
    return dict(ReadMark.objects.filter(agent=agent, ticket_id__in=ticket_ids).values_list("ticket_id", "read_at"))
