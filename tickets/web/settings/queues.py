"""`/settings/queues/`: the queues people make. Agents keep their own here, managers everybody's."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.access import agent_required
from helpdesk.ui.settings_pages import confirm_page
from tickets import own_queues, search_queues
from tickets.automation.condition_rows import condition_rows, conditions_of, wants_more
from tickets.automation.conditions import reading
from tickets.automation.conditions.offers import offered_to
from tickets.models import OwnQueue
from tickets.web.settings.queue_form import QueueForm


@agent_required("queue.own")
def index(request):
    rows = own_queues.editable_by(request.agent).in_order()
    with offered_to(request.agent):
        told = [{"queue": own, "about": reading.all_in_words(own.conditions)} for own in rows]
    return render(request, "tickets/settings/queues.html", {"title": _("Queues"), "rows": told})


@agent_required("queue.own")
def create(request):
    line = request.GET.get("search", "")
    made = search_queues.translated(line, request.agent) if line else search_queues.Translated(OwnQueue())
    with offered_to(request.agent):
        return _show(request, made.queue, _("New queue"), left_out=made.left_out)


@agent_required("queue.own")
def edit(request, pk):
    own = get_object_or_404(own_queues.editable_by(request.agent), pk=pk)
    with offered_to(request.agent):
        return _show(request, own, own.name)


@agent_required("queue.own")
def remove(request, pk):
    own = get_object_or_404(own_queues.editable_by(request.agent), pk=pk)
    if request.method == "POST":
        own_queues.remove(own, by=request.agent)
        messages.success(request, _("%(name)s was removed.") % {"name": own.name})
        return HttpResponseRedirect(reverse("settings-queues"))
    return confirm_page(
        request,
        title=_("Remove %(name)s?") % {"name": own.name},
        text=_("Its tickets stay where they are."),
        label=_("Remove"),
        back=reverse("settings-queue", args=[pk]),
        crumbs=[(reverse("settings-queues"), _("Queues"))],
    )


def _show(request, own, title, left_out=()):
    form = QueueForm(request.POST or None, writer=request.agent, own=own, is_draft=wants_more(request))
    rows = condition_rows(request, own.conditions)
    is_sent = request.method == "POST" and not wants_more(request)
    # Both are judged, so that every mistake is shown at once.
    is_good = [each.is_valid() for each in (form, rows)] if is_sent else [False]
    if all(is_good) and (kept := _keep(form, own, conditions_of(rows), request.agent)):
        messages.success(request, _("%(name)s was saved.") % {"name": kept.name})
        return HttpResponseRedirect(f"/desk/queues/{own_queues.KEY}{kept.pk}/")
    context = {
        "form": form,
        "conditions": rows,
        "title": title,
        "back": f"/desk/queues/{own_queues.KEY}{own.pk}/" if own.pk else "/desk/",
        "broken": reading.broken(own.conditions),
        "left_out": left_out,
        "danger": _ways_out(own),
        "crumbs": [(reverse("settings-queues"), _("Queues")), ("", title)],
    }
    return render(request, "tickets/settings/queue.html", context, status=422 if is_sent else 200)


def _keep(form, own, conditions, agent) -> OwnQueue | None:
    values = form.row(conditions)
    try:
        return own_queues.change(own, values, by=agent) if own.pk else own_queues.make(values, by=agent)
    except own_queues.TooMany as refused:
        form.add_error("circle", str(refused))
        return None


def _ways_out(own) -> list[dict]:
    if not own.pk:
        return []
    text = _("Its tickets stay where they are.")
    return [{"href": reverse("settings-queue-remove", args=[own.pk]), "label": _("Remove the queue"), "text": text}]
