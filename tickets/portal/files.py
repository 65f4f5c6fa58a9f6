"""`/requests/<number>/files/<id>/`: a file to those who may read its message, never a page of ours (rows 15, 16)."""

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from helpdesk.ui.csp import SEALED, header
from tickets import attachments
from tickets.access import ticket_for_contact
from tickets.customer_view import file_for
from tickets.portal.doors import contact_required


@require_safe
@contact_required
def show(request, number, file_id):
    return _file(request, number, file_id, as_attachment=True)


@require_safe
@contact_required
def inline(request, number, file_id):
    """The picture itself, where its first bytes were seen to be one."""
    return _file(request, number, file_id, as_attachment=False)


def _file(request, number, file_id, *, as_attachment: bool):
    file = file_for(ticket_for_contact(request.contact, number), request.contact, file_id)
    if not as_attachment and not attachments.is_shown_inline(file):
        raise Http404
    try:
        content = attachments.open_file(file)
    except FileNotFoundError as error:
        raise Http404 from error
    kind = "application/octet-stream" if as_attachment else file.content_type
    response = FileResponse(content, as_attachment=as_attachment, filename=file.filename, content_type=kind)
    response["Content-Security-Policy"] = header(SEALED, "")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
