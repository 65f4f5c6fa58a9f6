"""`/desk/selection/`: what is done with the tickets picked in a list, or with all that the list holds."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from tickets import bulk, queues
from tickets.bulk import BulkRefused
from tickets.models import BulkChange, BulkItem, Status, StatusCategory, Ticket
from tickets.web.bulk_form import BulkForm
from tickets.web.queues import FILTERS
from tickets.web.rail import rail

MOST_PICKED = 500
LONGEST_KEY = 40  # as BulkChange keeps it
# What needs no form: the button's name, what it asks of the role, and what it changes.
AT_ONCE = {
    "take": ("ticket.take", lambda agent: {"assignee": agent.pk}),
    "resolve": ("ticket.resolve", lambda agent: {"status": Status.objects.default_of(StatusCategory.RESOLVED).pk}),
    "spam": ("ticket.spam", lambda agent: {"spam": True}),
    "restore": ("ticket.spam", lambda agent: {"spam": False}),
}


@require_POST
@agent_required()
def update(request):
    """Change what is picked: at once by one of the buttons, or by the form that the button "Edit" opens."""
    wish = request.POST.get("change", "")
    if wish in AT_ONCE:
        capability, changes = AT_ONCE[wish]
        _require(request.agent, capability)
        return _begin(request, changes(request.agent), clock.now())
    if wish not in ("edit", "apply"):
        raise BadRequest("There is no such change.")
    _require(request.agent, "ticket.edit")
    form = BulkForm(request.POST if wish == "apply" else None, agent=request.agent)
    if wish == "apply" and form.is_valid():
        return _begin(request, form.changes(), _seen_at(request), form=form)
    return _form(request, form)


def _begin(request, changes, seen_at, form=None):
    try:
        begun = bulk.begin(_ids(request), changes, by=request.agent, seen_at=seen_at, queue_key=_queue_key(request))
    except BulkRefused as refused:
        if form is not None:
            form.add_error(None, str(refused))
            return _form(request, form)
        messages.warning(request, str(refused))
        return redirect(f"/desk/queues/{_queue_key(request)}/")
    if begun.state == BulkChange.State.RUNNING:
        return redirect(f"/desk/bulk/{begun.pk}/")
    _tell(request, begun)
    return redirect(f"/desk/queues/{_queue_key(request)}/")


def _form(request, form):
    ids = _ids(request)
    context = {
        "form": form,
        "title": _("Change tickets"),
        "count": len(ids),
        "is_too_many": len(ids) > bulk.MOST,
        "most": bulk.MOST,
        "numbers": request.POST.getlist("ticket"),
        "all": request.POST.get("all", ""),
        "queue_key": _queue_key(request),
        "filters": [(key, request.POST[key]) for key in map("only_{}".format, FILTERS) if request.POST.get(key)],
        "seen_at": request.POST.get("seen_at") or clock.now().isoformat(),
    }
    return render(
        request, "tickets/bulk_edit.html", context | rail(request.agent), status=422 if form.is_bound else 200
    )


def _ids(request) -> list[int]:
    """The tickets meant: those picked, or with `all` everything in the queue that passes the list's filters."""
    if not request.POST.get("all"):
        numbers = [int(n) for n in request.POST.getlist("ticket") if n.isdecimal() and len(n) < 10][:MOST_PICKED]
        return list(Ticket.objects.visible_to(request.agent).filter(number__in=numbers).values_list("pk", flat=True))
    queue = queues.queue_for(request.agent, _queue_key(request))
    if queue is None:
        return []
    tickets = queue.tickets(request.agent)
    for name, narrowed in FILTERS.items():
        # The list's filters are called like the form's fields: kept apart, so that they do not mix.
        if value := request.POST.get(f"only_{name}"):
            tickets = narrowed(tickets, value)
    return list(tickets.values_list("pk", flat=True)[: bulk.MOST + 1])


def _require(agent, capability):
    if not allow(agent, capability):
        raise PermissionDenied


def _seen_at(request) -> datetime:
    """When the agent saw what it changes; now, where the form says nothing that can be read, or the future."""
    try:
        seen = datetime.fromisoformat(request.POST.get("seen_at", ""))
        return min(seen, clock.now()) if seen.tzinfo else clock.now()
    except ValueError:
        return clock.now()


def _queue_key(request) -> str:
    key = request.POST.get("queue", "mine")
    return key if key.replace("-", "").isalnum() and len(key) <= LONGEST_KEY else "mine"


def _tell(request, begun):
    counts = bulk.progress(begun)
    changed = counts.get(BulkItem.Outcome.CHANGED, 0)
    words = ngettext("%(count)s ticket changed.", "%(count)s tickets changed.", changed) % {"count": changed}
    undo = f"/desk/bulk/{begun.pk}/undoing/"
    if changed:
        messages.success(request, words, extra_tags=undo)
    else:
        messages.info(request, _("There was nothing to change."))
    for item in begun.items.exclude(because="").select_related("ticket")[:5]:
        messages.warning(request, f"{item.ticket.number}: {item.because}")
