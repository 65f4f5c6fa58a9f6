"""`/desk/tickets/<number>/rules/`: which rules looked at the ticket, what they did, and why or why not."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from tickets.access import ticket_for
from tickets.automation import tracing
from tickets.numbering import reference


@require_safe
@agent_required("ticket.read")
def show(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.read")
    context = {
        "ticket": ticket,
        "title": _("Rules on %s") % reference(ticket),
        "crumbs": [(f"/desk/tickets/{ticket.number}/", f"{reference(ticket)} · {ticket.subject}"), ("", _("Rules"))],
        "occasions": tracing.occasions_of(ticket),
        "now": tracing.would_say(ticket),
    }
    return render(request, "tickets/rules.html", context)
