"""`/requests/<number>/files/<id>/`: a file to those who may read its message, never a page of ours (rows 15, 16)."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from helpdesk.base.pictures import NotDrawn
from helpdesk.ui.csp import SEALED, header
from tickets import attachments, pictures
from tickets.access import ticket_for_contact
from tickets.channels.email.files import sniff
from tickets.customer_view import file_for
from tickets.portal.doors import contact_required

_UNTYPED = "application/octet-stream"


@require_safe
@contact_required
def show(request, number, file_id):
    file = file_for(ticket_for_contact(request.contact, number), request.contact, file_id)
    try:
        content = attachments.open_file(file)
    except FileNotFoundError as error:
        raise Http404 from error
    return _sealed(FileResponse(content, as_attachment=True, filename=file.filename, content_type=_UNTYPED))


@require_safe
@contact_required
def inline(request, number, file_id):
    """The picture as we drew it, if it is one."""
    file = file_for(ticket_for_contact(request.contact, number), request.contact, file_id)
    try:
        picture = pictures.shown(file)
    except FileNotFoundError as error:
        raise Http404 from error
    except NotDrawn:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    if picture is None:  # not raised: what was found out about the file stays
        return HttpResponseNotFound()
    return _sealed(FileResponse(BytesIO(picture), filename=file.filename, content_type=sniff(picture, "")))


def _sealed(response):
    response["Content-Security-Policy"] = header(SEALED, "")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
