"""`/desk/search/`: tickets by words and operators."""

from django.db.transaction import non_atomic_requests
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from tickets import finding
from tickets.web import rows
from tickets.web.rail import rail

MOST_A_PAGE = 50


@non_atomic_requests  # nothing is written
@require_safe
@agent_required("ticket.read")
def show(request):
    text = request.GET.get("q", "").strip()
    before = request.GET.get("before", "")
    found = finding.find(request.agent, text, limit=MOST_A_PAGE, before=before, rows_of=rows.of)
    lines = rows.lines(found.tickets, request.agent) if found.tickets else []
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
