"""A provider's call as it came, readable for anymail, whatever its size up to that of a mail."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from tickets.channels.email import caps
from tickets.channels.email.headers import parameters
from tickets.channels.email.structure import leaves

MOST_BYTES = 30 * 1024 * 1024
_FORM = "multipart/form-data"


class CannotRead(ValueError):
    """The call is no form that could be taken apart; the text says why."""


def take_in(request: HttpRequest) -> dict[str, bytes]:
    """Read the whole call, and return its form's fields as bytes; none for JSON.

    Django decodes fields as text and allows them five megabytes: a mail is bytes, and larger. So forms are cut here, by
    what cuts mails, and the request then has what anymail looks at. Raises CannotRead, RequestDataTooBig.
    """
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise RequestDataTooBig
    request._body = body  # from here on `request.body` needs no limit of its own
    fields = _fields(request, body) if request.content_type == _FORM else {}
    if fields:
        post = QueryDict(mutable=True)
        for name, value in fields.items():
            post[name] = value.decode("utf-8", "replace")
        request._post, request._files = post, MultiValueDict()
    return fields


def _fields(request: HttpRequest, body: bytes) -> dict[str, bytes]:
    head = b"Content-Type: " + request.META["CONTENT_TYPE"].encode("latin-1", "replace") + b"\r\n\r\n"
    found: dict[str, bytes] = {}
    try:
        for part in leaves(head + body):
            name = parameters(part.headers.raw("content-disposition"))[1].get("name", "")
            if name:
                found[name] = part.body
    except caps.OverCap as excess:
        raise CannotRead(str(excess)) from excess
    return found
