"""`/desk/bulk/<id>/`: a change of many tickets: how far it is, what it could not do, and taking it back."""

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from helpdesk.ui.htmx import go, render_part
from tickets import bulk, undoing
from tickets.bulk import BulkRefused
from tickets.bulk_fields import in_words
from tickets.models import BulkChange, BulkItem
from tickets.web.rail import rail

MOST_TOLD = 100
Outcome, State = BulkItem.Outcome, BulkChange.State


@require_safe
@agent_required()
def show(request, bulk_id):
    change = _own(request, bulk_id)
    context = _values(change)
    if "HX-Request" not in request.headers:
        context |= rail(request.agent)
    return render_part(request, "tickets/bulk.html", context, part="progress")


@require_POST
@agent_required()
def undo(request, bulk_id):
    change = _own(request, bulk_id)
    try:
        bulk.undo(change, by=request.agent)
    except BulkRefused as refused:
        messages.warning(request, str(refused))
    return go(request, f"/desk/bulk/{change.pk}/")


def _own(request, bulk_id) -> BulkChange:
    change = BulkChange.objects.select_related("agent").filter(pk=bulk_id, agent=request.agent).first()
    if change is None:
        raise Http404
    return change


def _values(change) -> dict:
    counts = bulk.progress(change)
    total, is_undo = sum(counts.values()), change.state in (State.UNDOING, State.UNDONE)
    left = counts.get(Outcome.CHANGED if is_undo else Outcome.WAITING, 0)
    told = change.items.exclude(because="").select_related("ticket").order_by("ticket")
    return {
        "title": _("Change of many tickets"),
        "bulk": change,
        "about": in_words(change.changes),
        "counts": {key: counts.get(key, 0) for key in Outcome.values},
        "total": total,
        "gone": total - left,
        "is_running": change.state in (State.RUNNING, State.UNDOING),
        "is_undo": is_undo,
        "may_undo": not is_undo and clock.now() < change.made_at + undoing.UNDO_WITHIN,
        "told": list(told[:MOST_TOLD]),
    }
