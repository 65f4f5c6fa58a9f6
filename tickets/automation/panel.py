"""Beside a ticket: what rules did to it last, and the way to why."""

from tickets.automation import tracing
from tickets.models import Ticket
from tickets.panels import reason


@reason("rules", "tickets/panels/rules.html", position=30)
def rules(ticket: Ticket, agent):
    """The newest rules that acted. A ticket that no rule touched says nothing."""
    runs = tracing.last_acts(ticket)
    return {"runs": runs, "href": f"/desk/tickets/{ticket.number}/rules/"} if runs else None
