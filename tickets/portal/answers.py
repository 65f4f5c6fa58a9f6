"""Answering, and saying that a request is solved, or not after all."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.events.actors import Actor
from tickets import lifecycle
from tickets.access import ticket_for_contact
from tickets.attachments import FileRefused, keep_uploads
from tickets.customer_view import is_requester
from tickets.portal.doors import contact_required
from tickets.portal.forms import Answer
from tickets.portal.requests import page_of
from tickets.requesting import answer, said_once


@require_POST
@contact_required
def create(request, number):
    ticket = ticket_for_contact(request.contact, number)
    form = Answer(request.POST, request.FILES)
    if not form.is_valid():
        return page_of(request, ticket, form, status=422)
    said = form.cleaned_data
    if said_once(said["once"]):
        return _back_to(ticket)
    try:
        answer(ticket, request.contact, said["text"], once=said["once"], files=keep_uploads(said["files"]))
    except FileRefused as refused:
        form.add_error("files", str(refused))
        return page_of(request, ticket, form, status=422)
    except lifecycle.TicketClosed:
        form.add_error(None, _("This request was closed meanwhile. Send your text as a follow-up instead."))
        return page_of(request, ticket, form, status=409)
    return _back_to(ticket)


@require_POST
@contact_required
def resolve(request, number):
    ticket = _own(request, number)
    if not ticket.is_closed:
        lifecycle.resolve(ticket, by=Actor.contact(request.contact))
    return _back_to(ticket)


@require_POST
@contact_required
def reopen(request, number):
    ticket = _own(request, number)
    if not ticket.is_closed:
        lifecycle.reopen(ticket, by=Actor.contact(request.contact))
    return _back_to(ticket)


def _own(request, number):
    """Only who asked may say that it is solved; somebody in copy may read and write."""
    ticket = ticket_for_contact(request.contact, number)
    if not is_requester(ticket, request.contact):
        raise PermissionDenied
    return ticket


def _back_to(ticket):
    return HttpResponseRedirect(reverse("portal-request", args=[ticket.number]), status=303)
