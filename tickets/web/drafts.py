"""`/desk/tickets/<number>/draft/`: what is being written, kept while it is written.

What is written beside a ticket goes the same way, and at `/desk/tickets/new/draft/` what opens one.
"""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.base.html import TooMuchHtml
from helpdesk.ui.htmx import go
from tickets import drafts
from tickets.access import ticket_for
from tickets.web import places
from tickets.web.composing import beside_words, kind_of


@require_POST
@agent_required("ticket.note")
def update(request, number):
    kind = kind_of(request)
    mode = request.POST.get("kind", "")
    capability = "ticket.reply" if mode.startswith("side") else "ticket.note"
    ticket = ticket_for(request.agent, number, to=capability)
    if place := places.named(mode, ticket):
        return _of_form(request, place)
    return _told(
        request, lambda said: drafts.save(ticket, request.agent, kind, **said, **beside_words(request, ticket, kind))
    )


@require_POST
@agent_required("ticket.create")
def update_new(request):
    return _of_form(request, places.named(request.POST.get("kind", ""), None) or places.new(""))


def _of_form(request, place):
    if "discard" in request.POST:
        drafts.discard(place.ticket, request.agent, place.kind, place.key)
        return go(request, place.url)
    fields = place.fields(request.POST)
    more = {"fields": fields, "is_begun": places.is_begun(fields)}
    return _told(
        request, lambda said: drafts.save_form(place.ticket, request.agent, place.kind, place.key, **said, **more)
    )


def _told(request, save):
    """When it was saved, for the page to say so."""
    try:
        draft = save({name: request.POST.get(name, "") for name in ("text", "html")})
    except TooMuchHtml:
        return HttpResponse(status=422)
    if draft is None:
        return HttpResponse(status=204)
    return JsonResponse({"saved_at": timezone.localtime(draft.updated_at).strftime("%H:%M"), "version": draft.version})
