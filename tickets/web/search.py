"""`/desk/search/`: tickets by words and operators."""

from functools import partial

from django.contrib import messages
from django.db.transaction import non_atomic_requests
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.ui.htmx import go
from tickets import finding, saved_searches
from tickets.finding import marked
from tickets.search_line import OPERATORS
from tickets.web import row_markup, rows
from tickets.web.rail import rail

MOST_A_PAGE = 50


@non_atomic_requests  # nothing is written
@require_safe
@agent_required("ticket.read")
def show(request):
    text = request.GET.get("q", "").strip()
    before = request.GET.get("before", "")
    rows_of = partial(rows.of, agent=request.agent)
    found = finding.find(request.agent, text, limit=MOST_A_PAGE, before=before, rows_of=rows_of)
    if text and not before:
        saved_searches.remember(request.agent, text)
    context = {
        "title": _("Search"),
        "saved": saved_searches.saved(request.agent),
        "recent": [line for line in saved_searches.recent(request.agent) if line != text],
        "strange": found.wish.strange,
        "operators": [f"{name}:" for name in OPERATORS],
        "text": text,
        "found": len(found.tickets),
        "rows": row_markup.markup(_lines(found)),
        "older": found.older,
        "unknown": found.wish.unknown,
        "examples": [
            "status:open assignee:me",
            "tag:vip created:<7d",
            "requester:grace export",
            '"exact words"',
            "is:late",
            "has:attachment",
        ],
    }
    return render(request, "tickets/search.html", context | rail(request.agent))


def _lines(found: finding.Found) -> list[dict]:
    """The rows with what was sought marked, in the subject and in the words around it."""
    return [
        line | {"snippet": found.snippets.get(int(line["id"]), ""), "subject": marked(line["subject"], found.wish)}
        for line in rows.lines(found.tickets)
    ]


@require_POST
@agent_required("ticket.read")
def save(request):
    """Keep the line `q` under `name`, take one away (`remove`), or forget the last lines (`forget`)."""
    text = request.POST.get("q", "")
    if "forget" in request.POST:
        saved_searches.forget_recent(request.agent)
    elif request.POST.get("remove", "").isdecimal():
        saved_searches.remove(request.agent, int(request.POST["remove"][:18]))
    else:
        try:
            row = saved_searches.save(request.agent, request.POST.get("name", ""), text)
            messages.success(request, _("“%(name)s” was saved.") % {"name": row.name})
        except saved_searches.CannotSave as refused:
            messages.error(request, str(refused))
    return go(request, f"/desk/search/?{urlencode({'q': text})}")
