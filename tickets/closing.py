"""Solved tickets that nobody took up again end by themselves, after the company's own time."""

from datetime import timedelta

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import current_tenant
from tickets import lifecycle
from tickets.locking import locked
from tickets.models import StatusCategory, Ticket

BY = Actor.system("closing")


def close_if_due(ticket: Ticket) -> bool:
    """Close a ticket solved for the company's closing time; says whether it did. Repeating it is harmless."""
    ticket = locked(ticket)
    wait = timedelta(hours=current_tenant().auto_close_hours)
    if ticket.status_category != StatusCategory.RESOLVED or ticket.resolved_at + wait > clock.now():
        return False
    lifecycle.close(ticket, by=BY, automatic=True)
    return True


def close_due(ids: list[int]) -> int:
    """The same for tickets a sweep found; returns how many were closed."""
    return sum(close_if_due(ticket) for ticket in Ticket.objects.filter(pk__in=ids).order_by("id"))
