"""Searching the help centre in one's own words."""

from django.views.decorators.http import require_safe

from knowledge.search.asking import ask
from tickets.portal_frame import show

MOST_HITS = 20
LEAST_SHARE = 0.08


@require_safe
def results(request):
    question = " ".join(request.GET.get("q", "").split())[:300]
    hits = ask(question, reader=None, most=MOST_HITS, least_share=LEAST_SHARE) if question else []
    return show(request, "knowledge/portal/search.html", {"question": question, "hits": hits})
