"""`/desk/contacts/`, `/desk/organizations/`: who asks, and all they asked."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.ui.listing import Listing, Order
from tickets import customer_merging, customer_timeline, undoing
from tickets.contact_search import fitting
from tickets.models import Contact, Organization, Ticket
from tickets.web import customer_facts, row_markup, rows
from tickets.web.rail import rail

CONTACTS = Listing(
    orders={"name": Order(gettext_lazy("Name"), "name"), "newest": Order(gettext_lazy("Newest"), "-created_at")},
    filters={"q": fitting},
)
MOST_OFFERED = 8
THEIR_TICKETS = Listing(orders={"newest": Order(gettext_lazy("Newest"), "-created_at")}, size=25)


@require_safe
@agent_required("ticket.read")
def index(request):
    standing = Contact.objects.standing().select_related("organization").prefetch_related("addresses")
    page = CONTACTS.page(standing, request.GET)
    context = {"title": _("Customers"), "page": page, "text": request.GET.get("q", "")}
    return render(request, "tickets/contacts.html", context | rail(request.agent))


@require_safe
@agent_required("ticket.read")
def offers(request):
    """The customers that fit what is being typed, each with the address mail goes to; nobody for no words."""
    text = request.GET.get("q", "").strip()
    fits = fitting(Contact.objects.standing(), text) if text else Contact.objects.none()
    found = fits.filter(is_blocked=False).select_related("organization").prefetch_related("addresses").by_name()
    return render(request, "tickets/_offers.html", {"offers": _offers(found[:MOST_OFFERED], text.lower())})


def _offers(contacts, text):
    for contact in contacts:
        addresses = sorted(contact.addresses.all(), key=lambda row: (not row.is_primary, row.pk))
        meant = [row for row in addresses if row.address.startswith(text)] or addresses
        if meant:
            organization = contact.organization.name if contact.organization else ""
            yield {"name": contact.name, "address": meant[0].address, "organization": organization}


@require_safe
@agent_required("ticket.read")
def show(request, contact_id):
    contact = get_object_or_404(Contact.objects.select_related("organization"), pk=contact_id)
    theirs = Ticket.objects.filter(requester=contact)
    seen = theirs.visible_to(request.agent).filter(deleted_at=None)
    context = {
        "title": contact.name,
        "contact": contact,
        "timeline": customer_timeline.of_contact(contact, seen),
        "addresses": list(contact.addresses.order_by("-is_primary", "id")),
        "facts": [
            *customer_facts.of_contact(contact),
            (_("Surveys"), _("welcome") if contact.wants_surveys else _("wants none")),
        ],
    }
    return _with_tickets(request, "tickets/contact.html", context | _merges(request, contact), theirs)


@require_safe
@agent_required("ticket.read")
def organization(request, organization_id):
    one = get_object_or_404(Organization, pk=organization_id)
    theirs = Ticket.objects.filter(organization=one)
    seen = theirs.visible_to(request.agent).filter(deleted_at=None)
    context = {
        "title": one.name,
        "organization": one,
        "timeline": customer_timeline.of_tickets(seen),
        "domains": list(one.domains.values_list("domain", flat=True).order_by("domain")),
        "contacts": list(one.contacts.standing().by_name()[:50]),
        "facts": customer_facts.of_organization(one),
    }
    return _with_tickets(request, "tickets/organization.html", context | _merges(request, one), theirs)


def _merges(request, one):
    """Where this one ended, and who ended in it of late."""
    ended = customer_merging.standing_of(one)
    return {
        "ended": ended,
        "ended_undoable": ended is not None and undoing.is_undoable(ended),
        "undoable": customer_merging.undoable_into(one),
        "may_undo": allow(request.agent, "contact.edit"),
    }


def _with_tickets(request, template, context, tickets):
    """The page with the tickets among `tickets` that the agent sees."""
    page = THEIR_TICKETS.page(rows.of(tickets.visible_to(request.agent).present(), request.agent), request.GET)
    shown = {"page": page, "rows": row_markup.markup(rows.lines(page.rows))}
    return render(request, template, context | shown | rail(request.agent))
