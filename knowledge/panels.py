"""Beside the ticket: articles that may answer it."""

from helpdesk.accounts.permissions import allow
from knowledge.suggesting import excerpt, for_ticket
from tickets.panels import panel


@panel("suggested_articles", template="knowledge/panel.html", position=40)
def suggested_articles(ticket, agent):
    """The best few, internal ones marked; where nothing fits the panel stays away."""
    if not allow(agent, "knowledge.read"):
        return None
    articles = [hit.article for hit in for_ticket(ticket, agent, first_words=ticket.first_words or "")]
    return {"articles": [(article, excerpt(article)) for article in articles]} if articles else None
