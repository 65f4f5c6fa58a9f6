"""Articles that an agent puts into an answer: as a link, or as text."""

from django.urls import reverse

from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url
from knowledge.models import Article
from knowledge.search.asking import ask
from knowledge.suggesting import excerpt, for_customers_of
from tickets.inserts import Insert, offers_inserts
from tickets.models import Ticket


@offers_inserts
def articles(ticket: Ticket, wish: str, most: int) -> list[Insert]:
    """Public articles whose title holds the wish, then those that speak of it; without a wish, what may answer."""
    if not wish:
        return [_insert(article) for article in for_customers_of(ticket, most)]
    named = Article.objects.published().for_everyone().filter(title__icontains=wish).most_helpful_first()[:most]
    asked = [hit.article for hit in ask(wish, reader=None, most=most, with_snippets=False)]
    found = {article.pk: article for article in [*named, *asked]}
    return [_insert(article) for article in list(found.values())[:most]]


def _insert(article: Article) -> Insert:
    url = base_url(current_tenant()) + reverse("help-article", args=[article.slug])
    return Insert(article.title, url, excerpt(article, 100), article.html)
