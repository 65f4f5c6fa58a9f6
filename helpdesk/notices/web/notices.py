"""`/desk/notices/`: what an agent was told, newest first, and what of it comes by mail."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.notices import bundling, pushing, telling
from helpdesk.notices.models import Notice
from helpdesk.ui.htmx import wants_part
from helpdesk.ui.listing import Listing, Order

ICONS = {
    Notice.Kind.ASSIGNED: "assign",
    Notice.Kind.REPLIED: "reply",
    Notice.Kind.MENTIONED: "comment",
    Notice.Kind.PROMISED: "clock",
    Notice.Kind.ESCALATED: "flag",
    Notice.Kind.SYSTEM: "alert",
}
NOTICES = Listing(
    orders={"latest": Order(gettext_lazy("Latest first"), "-created_at")},
    filters={
        "unread": lambda rows, value: rows.unread().shown(),
        "bundle": lambda rows, value: rows.filter(Q(pk=_id(value)) | Q(bundle=_id(value))),
    },
)


@agent_required()
def index(request):
    mine = Notice.objects.to(request.agent)
    is_bundle = "bundle" in request.GET
    page = NOTICES.page(mine if is_bundle else mine.shown(), request.GET)
    context = {
        "title": _("Notices"),
        "page": page,
        "rows": [{"notice": notice, "icon": ICONS.get(notice.kind, "notices")} for notice in page.rows],
        "has_unread": mine.unread().exists(),
        "is_bundle": is_bundle,
        "kinds": telling.habits(request.agent),
        "devices": pushing.devices(request.agent),
        "push_key": pushing.public_key(),
        "tabs": [
            {"href": "?", "label": _("All"), "current": not request.GET.get("unread")},
            {"href": "?unread=1", "label": _("Unread"), "current": bool(request.GET.get("unread"))},
        ],
    }
    return render(request, "notices/index.html", context)


@agent_required()
def count(request):
    """The number beside the bell, asked for again when the page hears of a notice."""
    return render(request, "notices/_count.html")


@require_POST
@agent_required()
def read_one(request, pk):
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.to(request.agent), pk=pk)
    telling.read(Notice.objects.to(request.agent).filter(pk=pk))
    if "alone" not in request.POST and bundling.is_of_many_tickets(notice):
        return HttpResponseRedirect(f"{reverse('notices')}?bundle={notice.pk}", status=303)
    return HttpResponseRedirect(notice.path, status=303)


@require_POST
@agent_required()
def read_all(request):
    telling.read(Notice.objects.to(request.agent))
    if wants_part(request):
        return count(request)
    return HttpResponseRedirect(reverse("notices"), status=303)


@require_POST
@agent_required()
def wishes(request):
    """Which kinds of notices come by mail and wake closed browsers as well."""
    by_mail, by_push = request.POST.getlist("by_mail"), request.POST.getlist("by_push")
    for kind in Notice.Kind.values:
        telling.wish_by_mail(request.agent, kind, kind in by_mail, by_push=kind in by_push)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("notices"), status=303)


def _id(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
