"""My requests, and one of them."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from helpdesk.ui.listing import Listing, Order
from tickets import fields, panels
from tickets.access import successor_for_contact, ticket_for_contact
from tickets.customer_view import history_for, is_requester
from tickets.models import Ticket
from tickets.numbering import reference
from tickets.portal.doors import contact_required
from tickets.portal.forms import Answer
from tickets.portal.progress import promise, steps
from tickets.portal_frame import show as show_page

REQUESTS = Listing(
    orders={"created": Order(_("Newest"), "-created_at")},
    filters={"only": lambda rows, value: {"open": rows.open(), "solved": rows.filter(is_open=False)}.get(value, rows)},
    size=20,
)


@require_safe
@contact_required
def index(request):
    rows = Ticket.objects.asked_by(request.contact).present().select_related("status")
    page = REQUESTS.page(rows, request.GET)
    only = page.chosen.get("only", "")
    return show_page(
        request, "portal/requests.html", {"page": page, "only": only, "prefix": request.tenant.ticket_prefix}
    )


@require_safe
@contact_required
def show(request, number):
    try:
        ticket = ticket_for_contact(request.contact, number)
    except Http404:
        if (onward := successor_for_contact(request.contact, number)) is None:
            raise
        return redirect("portal-request", onward.number)
    return page_of(request, ticket, Answer())


def page_of(request, ticket, form, *, status=200):
    """The request's page with the answer form as it stands."""
    history = history_for(ticket, request.contact)
    context = {
        "ticket": ticket,
        "reference": reference(ticket),
        "history": history,
        "has_previews": any(entry.has_preview for entry in history),
        "steps": steps(ticket),
        "promise": promise(ticket),
        "fields": fields.in_words(ticket, to_customer=True),
        "panels": panels.customer_panels_for(ticket, request.contact),
        "is_mine": is_requester(ticket, request.contact),
        "form": form,
    }
    return show_page(request, "portal/request.html", context, status=status)
