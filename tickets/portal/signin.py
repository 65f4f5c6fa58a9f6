"""Signing in: ask for a link, open it, press the button. Opening alone changes nothing: mail scanners open links."""

from django.http import HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tickets import limits
from tickets.contact_sessions import SESSION_LASTS, LinkSpent, end, open_link, use_link
from tickets.portal.doors import visitor
from tickets.portal.forms import Address
from tickets.portal_frame import COOKIE, contact_of, show
from tickets.sign_in_mail import own_path, send_link

LINKS_PER_VISITOR_AND_HOUR = 20


@never_cache
def page(request):
    next_path = own_path(request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET" and contact_of(request):
        return HttpResponseRedirect(next_path or reverse("portal-requests"))
    form = Address(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _send(request, form.cleaned_data["address"], next_path)
    return show(request, "portal/sign_in.html", {"form": form, "next": next_path}, status=422 if form.is_bound else 200)


@require_safe
def sent(request):
    return show(request, "portal/link_sent.html")


@never_cache
def link(request, token):
    try:
        if request.method == "POST":
            return _sign_in(request, token)
        return show(request, "portal/link.html", {"link": open_link(token)})
    except LinkSpent:
        return show(request, "portal/link_spent.html", status=410)


@require_POST
def sign_out(request):
    end(request.COOKIES.get(COOKIE, ""))
    response = HttpResponseRedirect("/", status=303)
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _send(request, address: str, next_path: str):
    try:
        limits.spend("sign_in", visitor(request), most=LINKS_PER_VISITOR_AND_HOUR)
    except limits.TooOften:
        return show(request, "portal/too_often.html", status=429)
    send_link(address, next_path=next_path)
    return HttpResponseRedirect(reverse("portal-sign-in-sent"), status=303)


def _sign_in(request, token: str):
    used, _, session = use_link(token, ends=request.COOKIES.get(COOKIE, ""))
    rotate_token(request)
    response = HttpResponseRedirect(own_path(used.next_path) or reverse("portal-requests"), status=303)
    response.set_cookie(
        COOKIE,
        session,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
