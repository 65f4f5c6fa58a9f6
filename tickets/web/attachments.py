"""`/desk/attachments/<id>/`: a file, to those who may read its message; never a page of ours (security.md row 15)."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.ui.csp import SEALED, header
from tickets import attachments
from tickets.access import ticket_for
from tickets.models import Attachment


@require_safe
@agent_required("ticket.read")
def show(request, attachment_id):
    return _file(_readable(request, attachment_id), as_attachment=True)


@require_safe
@agent_required("ticket.read")
def inline(request, attachment_id):
    """The picture itself, if it is one that was seen to be a picture."""
    attachment = _readable(request, attachment_id)
    if not attachments.is_shown_inline(attachment):
        raise Http404
    return _file(attachment, as_attachment=False)


def _readable(request, attachment_id) -> Attachment:
    attachment = get_object_or_404(
        Attachment.objects.select_related("message__ticket", "draft__ticket"), pk=attachment_id
    )
    if attachment.message_id:
        ticket_for(request.agent, attachment.message.ticket.number, to="ticket.read")
    elif attachment.draft_id is None or attachment.draft.agent_id != request.agent.pk:
        raise Http404
    return attachment


def _file(attachment, *, as_attachment):
    try:
        content = attachments.open_file(attachment)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=as_attachment,
        filename=attachment.filename,
        content_type=attachment.content_type if not as_attachment else "application/octet-stream",
    )
    response["Content-Security-Policy"] = header(SEALED, "")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response
