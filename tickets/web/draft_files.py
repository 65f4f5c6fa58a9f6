"""`/desk/tickets/<number>/draft/files/`: a file goes to the draft when it is chosen, so that nothing loses it later.

What is written beside a ticket goes the same way, and at `/desk/tickets/new/draft/files/` what opens one.
"""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from tickets import drafts
from tickets.access import ticket_for
from tickets.attachments import FileRefused
from tickets.models import Draft
from tickets.web import places
from tickets.web.composing import kind_of


@require_POST
@agent_required("ticket.note")
def create(request, number):
    """Keep one file; `among_words` for a picture that stands in the text."""
    kind = kind_of(request)
    capability = "ticket.note" if kind == Draft.Kind.NOTE else "ticket.reply"
    ticket = ticket_for(request.agent, number, to=capability)
    return _keep(request, places.named(request.POST.get("kind", ""), ticket) or places.Place(kind, ticket))


@require_POST
@agent_required("ticket.note")
def remove(request, number, attachment_id):
    """Take a file out of the draft again; one that is gone already is no matter."""
    ticket = ticket_for(request.agent, number, to="ticket.note")
    drafts.detach(ticket, request.agent, attachment_id)
    return HttpResponse(status=204)


@require_POST
@agent_required("ticket.create")
def create_for_new(request):
    return _keep(request, places.named(request.POST.get("kind", ""), None) or places.new(""))


@require_POST
@agent_required("ticket.create")
def remove_from_new(request, attachment_id):
    drafts.detach(None, request.agent, attachment_id)
    return HttpResponse(status=204)


def _keep(request, place):
    upload = request.FILES.get("file")
    if upload is None:
        return _refused(_("Choose a file."))
    try:
        among = "among_words" in request.POST
        file = drafts.attach(place.ticket, request.agent, place.kind, upload, place=place.key, is_among_words=among)
    except FileRefused as refused:
        return _refused(str(refused))
    told = {"id": file.pk, "name": file.filename, "url": f"/desk/attachments/{file.pk}/inline/"}
    return JsonResponse(told, status=201)


def _refused(words):
    return JsonResponse({"problem": words}, status=422)
