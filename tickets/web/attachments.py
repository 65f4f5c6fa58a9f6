"""`/desk/attachments/<id>/`: a file, to those who may read its message; never a page of ours (security.md row 15)."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.base.pictures import NotDrawn
from helpdesk.ui.csp import SEALED, header
from tickets import attachments, pictures
from tickets.access import ticket_for
from tickets.channels.email.files import sniff
from tickets.models import Attachment

_UNTYPED = "application/octet-stream"


@require_safe
@agent_required("ticket.read")
def show(request, attachment_id):
    attachment = _readable(request, attachment_id)
    try:
        content = attachments.open_file(attachment)
    except FileNotFoundError as error:
        raise Http404 from error
    return _sealed(FileResponse(content, as_attachment=True, filename=attachment.filename, content_type=_UNTYPED))


@require_safe
@agent_required("ticket.read")
def inline(request, attachment_id):
    """The picture as we drew it, if it is one."""
    attachment = _readable(request, attachment_id)
    try:
        picture = pictures.shown(attachment)
    except FileNotFoundError as error:
        raise Http404 from error
    except NotDrawn:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    if picture is None:  # not raised: what was found out about the file stays
        return HttpResponseNotFound()
    return _sealed(FileResponse(BytesIO(picture), filename=attachment.filename, content_type=sniff(picture, "")))


def _readable(request, attachment_id) -> Attachment:
    attachment = get_object_or_404(
        Attachment.objects.select_related("message__ticket", "draft__ticket"), pk=attachment_id
    )
    if attachment.message_id:
        ticket_for(request.agent, attachment.message.ticket.number, to="ticket.read")
    elif attachment.draft_id is None or attachment.draft.agent_id != request.agent.pk:
        raise Http404
    return attachment


def _sealed(response):
    response["Content-Security-Policy"] = header(SEALED, "")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response
