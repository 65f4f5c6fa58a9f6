"""`/desk/attachments/<id>/`: a file, to those who may read its message."""

from django.http import HttpResponseRedirect
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from tickets import downloads, file_answers
from tickets.access import file_for_agent


@require_safe
@agent_required("ticket.read")
def show(request, attachment_id):
    """Leads to the file, which is at a host of its own."""
    file = file_for_agent(request.agent, attachment_id)
    return HttpResponseRedirect(downloads.address_for_agent(file, request.agent, request.session.session_key))


@require_safe
@agent_required("ticket.read")
def inline(request, attachment_id):
    """What we drew of it: a picture, or with `page` one of a PDF's first pages."""
    return file_answers.drawn(request, file_for_agent(request.agent, attachment_id), keeping="max-age=3600")
