"""`/desk/search/`: tickets by words and operators."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from tickets import finding
from tickets.models import Ticket
from tickets.web import rows
from tickets.web.rail import rail

MOST_A_PAGE = 50


@require_safe
@agent_required("ticket.read")
def show(request):
    text = request.GET.get("q", "").strip()
    found = finding.find(request.agent, text, limit=MOST_A_PAGE, before=request.GET.get("before", ""))
    order = {ticket.pk: place for place, ticket in enumerate(found.tickets)}
    shown = sorted(rows.of(Ticket.objects.filter(pk__in=order)), key=lambda row: order[row.pk])
    lines = rows.lines(shown, request.agent) if shown else []
    context = {
        "title": _("Search"),
        "text": text,
        "lines": [line | {"snippet": found.snippets.get(line["id"], "")} for line in lines],
        "older": found.older,
        "unknown": found.wish.unknown,
        "examples": [
            "status:open assignee:me",
            "tag:vip created:<7d",
            "requester:grace export",
            '"exact words"',
            "is:late",
        ],
    }
    return render(request, "tickets/search.html", context | rail(request.agent))
