"""Was this helpful? One vote of each browser, which may change its mind."""

import secrets

from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from knowledge.feedback import rate
from knowledge.portal.reading import public_article
from tickets import limits

COOKIE = "visitor"
COOKIE_SECONDS = 365 * 24 * 3600
VOTES_PER_VISITOR_AND_HOUR = 60


@require_POST
def create(request, slug):
    article = public_article(slug)
    vote = request.POST.get("helpful")
    if vote not in ("yes", "no"):
        return HttpResponseBadRequest("helpful is yes or no.")
    there = reverse("help-article", args=[article.slug])
    try:
        limits.spend("vote", request.META.get("REMOTE_ADDR", ""), most=VOTES_PER_VISITOR_AND_HOUR)
    except limits.TooOften:
        return HttpResponseRedirect(f"{there}#feedback", status=303)
    visitor = request.COOKIES.get(COOKIE, "")
    visitor = visitor if 20 <= len(visitor) <= 64 else secrets.token_urlsafe(24)
    rate(article, visitor=visitor, is_helpful=vote == "yes", comment=request.POST.get("comment", ""))
    response = HttpResponseRedirect(f"{there}?voted={vote}#feedback", status=303)
    response.set_cookie(
        COOKIE, visitor, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response
