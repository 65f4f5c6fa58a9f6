"""What went wrong, always in one shape (RFC 9457): type, title, status, detail, and errors that name the field."""

import logging
from http import HTTPStatus

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from helpdesk.base import causes
from helpdesk.rest.refusals import TooLarge

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"


def problem(exc: Exception, context) -> Response | None:
    """DRF's exception handler. A database that is away is left to the outage page; any other surprise is a 500."""
    if isinstance(exc, OperationalError | InterfaceError):
        return None
    exc = _as_api_exception(exc)
    set_rollback()
    return Response(_document(exc), status=exc.status_code, headers=_headers(exc), content_type=CONTENT_TYPE)


@csrf_exempt
def missing(request, *_args, **_kwargs) -> JsonResponse:
    """The answer for addresses below /api/ that do not exist."""
    return JsonResponse(_document(exceptions.NotFound()), status=404, content_type=CONTENT_TYPE)


def _as_api_exception(exc: Exception) -> exceptions.APIException:
    match exc:
        case exceptions.APIException():
            return exc
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied(_("Your role does not allow this."))
        case RequestDataTooBig():
            return TooLarge(_("The body is too large."))
        case SuspiciousOperation() | DataError():
            log.warning("refused request", exc_info=exc)
            return exceptions.ParseError(_("The request contains something that cannot be stored."))
    log.error("unexpected error in the API", exc_info=exc)
    return exceptions.APIException(_("Something broke on our side. Nothing was changed."))


def _document(exc: exceptions.APIException) -> dict:
    status = exc.status_code
    document = {
        "type": f"urn:helpdesk:problem:{_name(exc)}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _detail(exc),
        "instance": causes.current_cause().urn,
        "errors": list(_errors(exc.detail)) if isinstance(exc, exceptions.ValidationError) else [],
    }
    return {**document, **getattr(exc, "extra", {})}


def _name(exc) -> str:
    if isinstance(exc, exceptions.ValidationError):
        return "invalid"
    return str(exc.default_code).replace("_", "-")


def _detail(exc) -> str:
    if isinstance(exc, exceptions.ValidationError):
        return _("Nothing was changed: see the fields named in “errors”.")
    return str(exc.detail)


def _errors(detail, path: str = ""):
    """Flatten DRF's nested errors to one row a message, fields dotted: message.text, tags.0."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            here = "" if key == "non_field_errors" else str(key)
            yield from _errors(value, ".".join(filter(None, [path, here])))
    elif isinstance(detail, list):
        for position, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            yield from _errors(value, f"{path}.{position}".strip(".") if nested else path)
    else:
        yield {"field": path or None, "message": str(detail)}


def _headers(exc) -> dict[str, str]:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait) + 1)
    return headers
