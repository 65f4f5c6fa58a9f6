"""The door of staff pages: who is not signed in is asked to, who may not go on is told so."""

from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect

from helpdesk.accounts.permissions import EVERY_CAPABILITY, allow


def agent_required(capability: str = "desk.open"):
    """Decorate a view that only agents with `capability` may open; inside it `request.agent` is one of them.

    Strangers go to the sign-in page and come back afterwards; an agent whose role lacks the capability gets a 403.
    """
    if capability not in EVERY_CAPABILITY:
        raise ValueError(f"unknown capability {capability!r}")

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.agent is None:
                return to_sign_in(request)
            if not allow(request.agent, capability):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.capability = capability
        return guarded

    return decorate


def to_sign_in(request) -> HttpResponse:
    """Send the browser to the sign-in page; only a page that was asked for by GET is returned to."""
    is_part = "HX-Request" in request.headers
    there = settings.LOGIN_URL
    if request.method == "GET" and not is_part:
        there += "?" + urlencode({"next": request.get_full_path()})
    if is_part:
        return HttpResponse(status=401, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)
