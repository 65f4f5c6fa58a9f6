"""`/desk/tickets/<number>/peek/`: what a ticket is about, beside its list. Looking at it does not make it read."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from tickets.access import ticket_for
from tickets.models import Message
from tickets.numbering import reference

NEWEST_SHOWN = 3


@require_safe
@agent_required("ticket.read")
def show(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.read")
    newest = Message.objects.filter(ticket=ticket).defer("search", "html").order_by("-created_at", "-id")[:NEWEST_SHOWN]
    shown = {"ticket": ticket, "name": reference(ticket), "messages": reversed(newest)}
    return render(request, "tickets/peek.html", shown)
