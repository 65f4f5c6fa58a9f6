"""`/desk/` and `/desk/queues/<key>/`: the lists agents work through."""

from django.db.transaction import non_atomic_requests
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.ui.htmx import takes_place_of, wants_part
from helpdesk.ui.listing import Listing, Order
from tickets import own_queues, queues
from tickets.models import Priority
from tickets.web import row_markup, rows
from tickets.web.rail import rail

ORDERS = {
    "latest": Order(_("Newest message"), "-last_message_at"),
    "due": Order(_("Next due"), "due_at", nullable=True),
    "oldest": Order(_("Oldest first"), "created_at"),
    "quiet": Order(_("Longest silent"), "last_message_at"),
    "waking": Order(_("Wakes next"), "snoozed_until", nullable=True),
    "resolved": Order(_("Last solved"), "-resolved_at", nullable=True),
}
FILTERS = {
    "priority": lambda tickets, value: tickets.filter(priority__in=[p for p in Priority if p.key == value]),
    "assignee": lambda tickets, value: tickets.filter(assignee_id=int(value)) if _is_id(value) else tickets,
    "tag": lambda tickets, value: tickets.filter(ticket_tags__tag__name=value),
}


@agent_required()
def home(request):
    return redirect("/desk/queues/mine/")


# Nothing here is undone apart from the rest of the request: the savepoint of ATOMIC_REQUESTS has no use.
@non_atomic_requests
@require_safe
@agent_required()
def show(request, key):
    queue = _queue(request, key)
    context = list_values(request, queue)
    if takes_place_of(request, "main"):
        return render(request, "tickets/queue.html#opened", context)
    if wants_part(request):
        return render(request, "tickets/queue.html#list", context)
    return render(request, "tickets/queue.html", context | rail(request.agent, queue))


def list_values(request, queue) -> dict:
    """What the list pane shows of `queue`, in the order and with the filters of the address."""
    page = _listing(queue).page(rows.of(queue.tickets(request.agent), request.agent), request.GET)
    opened = request.GET.get("open", "")
    number = int(opened) if _is_id(opened) else None
    lines = rows.lines(page.rows, queue=queue, open_number=number)
    return {
        "title": queue.name,
        "queue": queue,
        "page": page,
        "lines": lines,
        "rows": row_markup.markup(lines),
        "edit_href": _edit_href(request.agent, queue),
        "list_href": f"/desk/queues/{queue.key}/",
        "is_first_page": not request.GET.get("after") and not request.GET.get("before"),
    }


def _edit_href(agent, queue) -> str:
    """Where the agent changes a queue that people made; empty where it may not."""
    if queue.own_id is None or not own_queues.editable_by(agent).filter(pk=queue.own_id).exists():
        return ""
    return reverse("settings-queue", args=[queue.own_id])


def _queue(request, key):
    queue = queues.queue_for(request.agent, key)
    if queue is None:
        raise Http404
    return queue


def _listing(queue) -> Listing:
    names = [queue.order, *(name for name in queue.orders if name != queue.order)]
    return Listing(orders={name: ORDERS[name] for name in names}, filters=FILTERS)


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < 19
