"""Business hours for rules on time: those of the ticket's promises, else the company's default ones."""

from datetime import datetime, timedelta

from sla import opening_hours
from sla.calendars import CalendarExhausted
from tickets.automation.reckoning import reckons
from tickets.models import Rule, Ticket


def business_end(ticket: Ticket, start: datetime, seconds: int) -> datetime | None:
    """When so much business time after `start` is over; None where the calendar never opens that long."""
    standing = opening_hours.now_standing()
    found = standing.get(ticket.due_calendar) or standing.get(opening_hours.default_of(standing))
    if found is None:
        return start + timedelta(seconds=seconds)
    try:
        return found.calendar.add(start, seconds)
    except CalendarExhausted:
        return None


reckons(Rule.Basis.BUSINESS.value, business_end)
