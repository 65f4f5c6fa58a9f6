"""`/desk/tickets/<number>/draft/`: what is being written, kept while it is written."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.base.html import TooMuchHtml
from tickets import drafts
from tickets.access import ticket_for
from tickets.web.composing import beside_words, kind_of


@require_POST
@agent_required("ticket.note")
def update(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.note")
    kind = kind_of(request)
    said = {name: request.POST.get(name, "") for name in ("text", "html")}
    try:
        draft = drafts.save(ticket, request.agent, kind, **said, **beside_words(request, ticket, kind))
    except TooMuchHtml:
        return HttpResponse(status=422)
    if draft is None:
        return HttpResponse(status=204)
    return JsonResponse({"saved_at": timezone.localtime(draft.updated_at).strftime("%H:%M"), "version": draft.version})
