"""Beside the ticket: articles that may answer it."""

from django.urls import reverse

from helpdesk.accounts.permissions import allow
from tickets.panels import panel


@panel("suggested_articles", template="knowledge/panel.html", position=40)
def suggested_articles(ticket, agent):
    """Only the place: the articles are fetched once the ticket stands, so that they never delay it."""
    if not allow(agent, "knowledge.read"):
        return None
    return {"number": ticket.number, "url": reverse("desk-article-suggestions", args=[ticket.number])}
