"""`/desk/appearance/`: theme, density and keys of this browser. A plain form; theme.js only saves the reload."""

from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from helpdesk.ui.chrome import CHOICES, COOKIE_SECONDS
from helpdesk.ui.htmx import wants_part


@require_POST
def update(request):
    wishes = {name: request.POST[name] for name in CHOICES if name in request.POST}
    if any(value not in CHOICES[name] for name, value in wishes.items()):
        return HttpResponseBadRequest("Unknown choice.")
    response = HttpResponse(status=204) if wants_part(request) else HttpResponseRedirect(_back(request))
    for name, value in wishes.items():
        response.set_cookie(name, value, max_age=COOKIE_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


def _back(request):
    referrer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure())
    return referrer if ours else "/"
