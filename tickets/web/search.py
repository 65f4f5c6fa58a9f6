"""`/desk/search/`: tickets by words and operators."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from tickets import finding
from tickets.web import rows
from tickets.web.rail import rail


@require_safe
@agent_required("ticket.read")
def show(request):
    text = request.GET.get("q", "").strip()
    found, wish = finding.find(text, request.agent)
    context = {
        "title": _("Search"),
        "text": text,
        "lines": rows.lines(list(rows.of(found)), request.agent) if text else [],
        "unknown": wish.unknown,
        "examples": ["status:open assignee:me", "tag:vip created:<7d", "from:grace export", '"exact words"', "is:late"],
    }
    return render(request, "tickets/search.html", context | rail(request.agent))
