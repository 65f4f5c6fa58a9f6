"""`/settings/quarantine/`: mail that was put aside, and what becomes of it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.listing import Listing, Order
from helpdesk.ui.templatetags.ui import when
from tickets.channels import quarantine
from tickets.channels.intake import Held
from tickets.models import RawMail
from tickets.tasks import process_raw_mail

ASIDE = Listing(orders={"newest": Order(gettext_lazy("Newest"), "-received_at")})


@agent_required("settings.mail")
def index(request):
    page = ASIDE.page(RawMail.objects.in_quarantine().select_related("mailbox"), request.GET)
    return render(request, "tickets/quarantine/index.html", {"title": _("Quarantine"), "page": page})


@agent_required("settings.mail")
def show(request, pk):
    row = get_object_or_404(RawMail.objects.in_quarantine(), pk=pk)
    context = {
        "title": row.title or _("(no subject)"),
        "row": row,
        "mail": quarantine.look(row),
        "facts": _facts(row),
        "crumbs": [("/settings/", _("Settings")), (reverse("settings-quarantine"), _("Quarantine")), ("", row.title)],
    }
    return render(request, "tickets/quarantine/show.html", context)


def _facts(row):
    return [
        (_("From"), row.sender or "–"),
        (pgettext("mail", "To"), ", ".join(row.envelope_to)),
        (_("Received"), when(row.received_at, "full")),
        (_("Size"), filesizeformat(row.size_bytes)),
    ]


@require_POST
@agent_required("settings.mail")
def retry(request, pk):
    return _act(request, pk, quarantine.try_again, _("The mail is placed again; it comes back here if that fails."))


@require_POST
@agent_required("settings.mail")
def ticket(request, pk):
    return _act(request, pk, quarantine.make_ticket, _("The mail is a ticket now."))


@require_POST
@agent_required("settings.mail")
def discard(request, pk):
    return _act(request, pk, quarantine.discard, _("The mail was discarded."))


def _act(request, pk, action, words):
    row = get_object_or_404(RawMail.objects.in_quarantine(), pk=pk)
    try:
        action(row, by=Actor.agent(request.agent))
        messages.success(request, words)
    except quarantine.NotAside:
        messages.warning(request, _("Somebody else has dealt with this mail already."))
    except Held as held:
        messages.error(request, _("This mail cannot become a ticket: %(reason)s.") % {"reason": held})
    if action is quarantine.try_again:
        process_raw_mail.ring(row.tenant_id, row.pk)
    return HttpResponseRedirect(reverse("settings-quarantine"))
