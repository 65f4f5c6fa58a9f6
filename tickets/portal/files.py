"""`/requests/<number>/files/<id>/`: a file to those who may read its message (security.md rows 15, 16)."""

from django.http import HttpResponseRedirect
from django.views.decorators.http import require_safe

from tickets import downloads, file_answers
from tickets.access import ticket_for_contact
from tickets.customer_view import file_for
from tickets.portal.doors import contact_required
from tickets.portal_frame import COOKIE


@require_safe
@contact_required
def show(request, number, file_id):
    """Leads to the file, which is at a host of its own."""
    file = file_for(ticket_for_contact(request.contact, number), request.contact, file_id)
    return HttpResponseRedirect(downloads.address_for_contact(file, number, request.COOKIES[COOKIE]))


@require_safe
@contact_required
def inline(request, number, file_id):
    """What we drew of it, if it is something to show."""
    file = file_for(ticket_for_contact(request.contact, number), request.contact, file_id)
    return file_answers.drawn(request, file, keeping="no-store")
