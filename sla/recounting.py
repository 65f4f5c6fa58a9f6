"""Clocks that still stand by hours or rules that were edited since. Small steps, so that no ticket waits long."""

from sla import clocks, ledger
from sla.models import Calendar, Clock, EscalationRule, Watch
from tickets.models import Ticket

MOST_AT_ONCE = 1_000


def recount_some(calendar_id: int, most: int = MOST_AT_ONCE) -> bool:
    """Recount tickets whose clocks are behind the calendar; says whether more are left. Busy tickets are skipped."""
    revision = Calendar.objects.values_list("revision", flat=True).get(pk=calendar_id)
    behind = Clock.objects.active().filter(calendar_id=calendar_id, calendar_revision__lt=revision)
    ids = list(behind.values_list("ticket_id", flat=True).distinct()[:most])
    free = list(Ticket.objects.select_for_update(skip_locked=True).filter(pk__in=ids))
    for ticket in free:
        clocks.recount(ticket)
    return bool(free) and len(ids) == most


def place_some(rule_id: int, after: int, most: int = MOST_AT_ONCE) -> int | None:
    """Put the points of a new or changed rule on open tickets beyond the id `after`; returns where to go on.

    None when all have them. Tickets that somebody works on are waited for: their clocks follow in the same moment.
    """
    rule = EscalationRule.objects.get(pk=rule_id)
    open_tickets = Ticket.objects.open().filter(pk__gt=after).order_by("pk")
    tickets = list(open_tickets.select_for_update()[:most])
    watched = set(Watch.objects.filter(ticket__in=tickets).values_list("ticket_id", flat=True))
    for ticket in tickets:
        if ticket.pk in watched:
            clocks.place_deadlines(ledger.open_page(ticket))
    if len(tickets) == most:
        return tickets[-1].pk
    EscalationRule.objects.filter(pk=rule_id, version=rule.version).update(placed_version=rule.version)
    return None
