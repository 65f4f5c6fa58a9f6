"""A file as an answer: as it came, to download, or what we drew of it; never a page of ours (security.md row 15)."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound

from helpdesk.base.pictures import NotDrawn
from helpdesk.ui.csp import SEALED, header
from tickets import attachments, pictures
from tickets.channels.email.files import sniff
from tickets.models import Attachment

_UNTYPED = "application/octet-stream"


def download(attachment: Attachment) -> HttpResponseBase:
    """The file as it came. Raises Http404."""
    try:
        content = attachments.open_file(attachment)
    except FileNotFoundError as error:
        raise Http404 from error
    whole = FileResponse(content, as_attachment=True, filename=attachment.filename, content_type=_UNTYPED)
    return _sealed(whole, "no-store")


def drawn(request: HttpRequest, attachment: Attachment, *, keeping: str) -> HttpResponseBase:
    """What we drew of it, of a PDF the `page` that the address names; 404 where there is nothing. `keeping` says how
    long browsers may keep it. Raises Http404."""
    page = request.GET.get("page", "1")
    try:
        picture = pictures.shown(attachment, int(page[:4]) if page.isdecimal() else 0)
    except FileNotFoundError as error:
        raise Http404 from error
    except NotDrawn:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    if picture is None:  # not raised: what was found out about the file stays
        return _sealed(HttpResponseNotFound(), keeping)
    name = attachment.filename if attachment.is_picture else ""
    return _sealed(FileResponse(BytesIO(picture), filename=name, content_type=sniff(picture, "")), keeping)


def _sealed(response: HttpResponseBase, keeping: str) -> HttpResponseBase:
    response["Content-Security-Policy"] = header(SEALED, "")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = f"private, {keeping}"
    return response
