"""The way out of surveys, `/no-surveys/<token>`: a page with one button, and what mail programs press (RFC 8058)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from helpdesk.mailout.wordings import language_for
from helpdesk.tenancy.context import current_tenant
from metrics.surveys import stopping


# A mail program has no cookie of ours: for it the link itself is the proof, and can do nothing else. Our page's button
# is as protected as any.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, token):
    contact = stopping.contact_of(token)
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        return _stopped_by_a_program(contact)
    return _page(request, contact)


def _stopped_by_a_program(contact):
    if contact is not None:
        stopping.stop(contact)
    return HttpResponse(status=204 if contact else 404)  # nobody looks at it: no page, no redirect


@csrf_protect
def _page(request, contact):
    if contact is None:
        return render(request, "surveys/over.html", status=404)
    if request.method == "POST":
        stopping.stop(contact)
    with translation.override(language_for(contact.language, current_tenant().language)):
        values = {"wants_surveys": contact.wants_surveys and request.method != "POST"}
        return render(request, "surveys/stop.html", values)
