"""A database that is away gives a plain 503 page, never a stack trace or a half-done action."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import get_template

from helpdesk.base import causes

log = logging.getLogger(__name__)

# No middleware can catch these: Django turns an exception into a response between any two of them. The 500 page's
# view still sees it (helpdesk/ui/errors.py).
DATABASE_AWAY = (OperationalError, InterfaceError)


def unavailable(request, error) -> HttpResponse:
    """A 503 with Retry-After, as a problem document for the API and as a page for people."""
    log.error("database unavailable", exc_info=error)
    if request.path.startswith("/api/"):
        problem = {
            "type": "urn:helpdesk:problem:unavailable",
            "title": "Service Unavailable",
            "status": 503,
            "detail": "The database cannot be reached just now. Nothing was half saved: try again shortly.",
            "instance": causes.current_cause().urn,
            "errors": [],
        }
        response: HttpResponse = JsonResponse(problem, status=503, content_type="application/problem+json")
    else:
        response = HttpResponse(get_template("503.html").render(), status=503)
    response["Retry-After"] = "10"
    return response
