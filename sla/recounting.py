"""Clocks that still count by hours that were edited since."""

from sla import clocks
from sla.models import Calendar, Clock
from tickets.models import Ticket

MOST_AT_ONCE = 1_000


def recount_some(calendar_id: int, most: int = MOST_AT_ONCE) -> bool:
    """Recount tickets whose clocks are behind the calendar; says whether more are left. Busy tickets are skipped."""
    revision = Calendar.objects.values_list("revision", flat=True).get(pk=calendar_id)
    behind = Clock.objects.active().filter(calendar_id=calendar_id, calendar_revision__lt=revision)
    ids = list(behind.values_list("ticket_id", flat=True).distinct()[:most])
    free = Ticket.objects.select_for_update(skip_locked=True).filter(pk__in=ids)
    done = 0
    for ticket in free:
        clocks.recount(ticket)
        done += 1
    return done > 0 and len(ids) == most
