"""How far each agent has read: what is bold in a list is bold for that agent only."""

from datetime import datetime

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from tickets.models import ReadMark, Ticket


def mark_read(ticket: Ticket, agent: Agent, *, read_at: datetime | None = None) -> None:
    """Note that `agent` has seen everything said so far. `read_at` is when it last did, where the caller knows
    (`Ticket.objects.with_read_mark`): then seeing the same again writes nothing."""
    if read_at is None or read_at < ticket.last_message_at:
        ReadMark.objects.bulk_create(
            [ReadMark(ticket=ticket, agent=agent, read_at=clock.now())],
            update_conflicts=True,
            update_fields=["read_at"],
            unique_fields=["tenant", "ticket", "agent"],
        )


def mark_unread(ticket: Ticket, agent: Agent) -> None:
    ReadMark.objects.filter(ticket=ticket, agent=agent).delete()
