"""The door of customers' own pages: who is not signed in is asked to, and comes back afterwards."""

from functools import wraps
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse

from tickets.portal_frame import contact_of


def contact_required(view):
    """Decorate a view that only signed-in customers may open; inside it `request.contact` is one."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if contact_of(request) is None:
            query = "?" + urlencode({"next": request.path}) if request.method == "GET" else ""
            return HttpResponseRedirect(reverse("portal-sign-in") + query)
        return view(request, *args, **kwargs)

    return guarded


def visitor(request) -> str:
    """What limits count by: the network address the request came from."""
    return request.META.get("REMOTE_ADDR", "")
