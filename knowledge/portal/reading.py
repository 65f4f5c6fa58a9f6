"""Reading: all sections, one section, one article."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge.audiences import articles_for, sections_for
from knowledge.portal.shelves import shelves
from knowledge.suggesting import related
from tickets.portal_frame import show


@require_safe
def sections(request):
    return show(request, "knowledge/portal/sections.html", {"shelves": shelves()})


@require_safe
def section(request, slug):
    found = sections_for(None).select_related("parent").filter(slug=slug).first()
    if found is None:
        raise Http404
    shelf = next((each for each in shelves() if each.section.pk == found.pk), None)
    articles = shelf.articles if shelf else articles_for(None).filter(section=found).by_title()
    context = {
        "section": found,
        "articles": articles,
        "below": shelf.below if shelf else [],
        "crumbs": crumbs_to(found.parent, last=found.name),
    }
    return show(request, "knowledge/portal/section.html", context)


@require_safe
def article(request, slug):
    return page_of(request, public_article(slug))


def public_article(slug: str):
    """The article everybody may read under that slug. Raises Http404."""
    found = articles_for(None).select_related("section__parent").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def crumbs_to(section, *, last: str) -> list[tuple[str, str]]:
    """The way from the help centre down to `section`, then where we are."""
    above = [each for each in (section.parent if section else None, section) if each]
    ways = [(reverse("help-section", args=[each.slug]), each.name) for each in above]
    return [(reverse("help"), _("Help centre")), *ways, ("", last)]


def page_of(request, article):
    context = {
        "article": article,
        "related": related(article),
        "crumbs": crumbs_to(article.section, last=article.title),
        "minutes": max(1, round(len(article.text.split()) / 200)),
        "voted": request.GET.get("voted", ""),
    }
    return show(request, "knowledge/portal/article.html", context)
