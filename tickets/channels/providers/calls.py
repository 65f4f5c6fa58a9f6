"""A provider's call as it came, readable for anymail, whatever its size up to that of a mail."""

from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from tickets.channels.email import caps
from tickets.channels.email.headers import parameters
from tickets.channels.email.structure import leaves

MOST_BYTES = 30 * 1024 * 1024
MOST_FIELDS = 1_000


class CannotRead(ValueError):
    """The call is no form that could be taken apart; the text says why."""


def take_in(request: HttpRequest) -> dict[str, bytes]:
    """Read the whole call, and return its form's fields as bytes; none for JSON.

    Django decodes fields as text and allows them five megabytes: a mail is bytes, and larger. So forms are cut here, by
    what cuts mails, and the request then has what anymail looks at. Raises CannotRead, RequestDataTooBig.
    """
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise RequestDataTooBig("larger than a mail may be")
    request._body = body  # from here on `request.body` needs no limit of its own
    fields = _fields(request, body)
    if fields:
        post = QueryDict(mutable=True)
        for name, value in fields.items():
            post[name] = value.decode("utf-8", "replace")
        request._post, request._files = post, MultiValueDict()
    return fields


def _fields(request: HttpRequest, body: bytes) -> dict[str, bytes]:
    if request.content_type == "multipart/form-data":
        return _of_parts(request, body)
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    try:
        # Every byte has its letter in Latin-1, so that what was no UTF-8 comes out as it went in.
        pairs = parse_qsl(body.decode("latin-1"), True, encoding="latin-1", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise CannotRead(str(error)) from error
    return {name: value.encode("latin-1") for name, value in pairs}


def _of_parts(request: HttpRequest, body: bytes) -> dict[str, bytes]:
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
