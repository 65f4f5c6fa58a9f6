"""`/desk/attachments/<id>/`: a file, to those who may read its message."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from tickets import file_answers
from tickets.access import ticket_for
from tickets.models import Attachment

_KEEPING = "max-age=3600"


@require_safe
@agent_required("ticket.read")
def show(request, attachment_id):
    return file_answers.download(_readable(request, attachment_id), keeping=_KEEPING)


@require_safe
@agent_required("ticket.read")
def inline(request, attachment_id):
    """What we drew of it: a picture, or with `page` one of a PDF's first pages."""
    return file_answers.drawn(request, _readable(request, attachment_id), keeping=_KEEPING)


def _readable(request, attachment_id) -> Attachment:
    attachment = get_object_or_404(
        Attachment.objects.select_related("message__ticket", "draft__ticket"), pk=attachment_id
    )
    if attachment.message_id:
        ticket_for(request.agent, attachment.message.ticket.number, to="ticket.read")
    elif attachment.draft_id is None or attachment.draft.agent_id != request.agent.pk:
        raise Http404
    return attachment
