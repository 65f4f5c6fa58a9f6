"""The door of staff pages: who is not signed in is asked to, who may not go on is told so."""

from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from helpdesk.accounts import second_factors
from helpdesk.accounts.permissions import EVERY_CAPABILITY, allow

SIGNING_IN = "/accounts/"  # there a second factor is set up, so there it is not asked for


def agent_required(capability: str = "desk.open"):
    """Decorate a view that only agents with `capability` may open; inside it `request.agent` is one of them.

    Strangers go to the sign-in page and come back afterwards; an agent whose role lacks the capability gets a 403, one
    who owes the company a second factor the page to set it up.
    """
    if capability not in EVERY_CAPABILITY:
        raise ValueError(f"unknown capability {capability!r}")

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.agent is None:
                return to_sign_in(request)
            if not request.path.startswith(SIGNING_IN) and second_factors.is_owed(request):
                return to_page(request, reverse("security"))
            if not allow(request.agent, capability):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.capability = capability
        return guarded

    return decorate


def to_page(request, there: str) -> HttpResponse:
    """Send the browser to another page, also where it asked for a part of one."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


def to_sign_in(request) -> HttpResponse:
    """Send the browser to the sign-in page; it comes back to a page that was asked for by GET, or to the page that a
    part was asked for from: what was typed there waits in the browser."""
    back = request.get_full_path() if request.method == "GET" else ""
    if "HX-Request" in request.headers:
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = page._replace(scheme="", netloc="").geturl() if page.netloc == request.get_host() else ""
    there = settings.LOGIN_URL + (f"?{urlencode({'next': back})}" if back else "")
    return to_page(request, there)
