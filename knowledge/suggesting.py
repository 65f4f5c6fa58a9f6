"""Offering articles before anybody asks an agent, and beside the ticket when somebody did."""

import re

from django.urls import reverse

from knowledge.models import Article
from knowledge.search.asking import MARKS_OF_LINES, Hit, ask
from tickets.models import Message, Ticket
from tickets.suggestions import Suggestion, suggester

# What scores less than this share of the best hit is noise that came along with it.
LEAST_SHARE = 0.35
# One rare word of the title scores above this, or two of the text; common words that came along do not.
LEAST_SCORE = 0.4
_MARKS = re.compile(MARKS_OF_LINES)


@suggester
def for_customers(text: str, most: int) -> list[Suggestion]:
    """Public articles that may answer the text."""
    hits = ask(text, reader=None, most=most, with_snippets=False, least_share=LEAST_SHARE, least_score=LEAST_SCORE)
    return [
        Suggestion(hit.article.title, reverse("help-article", args=[hit.article.slug]), excerpt(hit.article))
        for hit in hits
    ]


def for_customers_of(ticket: Ticket, most: int) -> list[Article]:
    """Public articles that may answer what the customer wrote."""
    hits = ask(_said(ticket), reader=None, most=most, with_snippets=False, least_score=LEAST_SCORE)
    return [hit.article for hit in hits]


def _said(ticket: Ticket) -> str:
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).in_order().values_list("text", flat=True)
    return f"{ticket.subject} {said.first() or ''}"


def for_ticket(ticket: Ticket, agent, *, first_words: str | None = None, most: int = 5) -> list[Hit]:
    """Published articles, internal ones included, that may answer what the customer wrote.

    `first_words` is its beginning where the caller knows it.
    """
    question = _said(ticket) if first_words is None else f"{ticket.subject} {first_words}"
    hits = ask(question, reader=agent, most=most * 2, with_snippets=False, least_score=LEAST_SCORE)
    return [hit for hit in hits if hit.article.is_published][:most]


def related(article: Article, most: int = 3) -> list[Article]:
    """Public articles on the same matter, by the words of its title."""
    hits = ask(article.title, reader=None, most=most + 1, with_snippets=False, least_share=LEAST_SHARE)
    return [hit.article for hit in hits if hit.article.pk != article.pk][:most]


def excerpt(article: Article, most: int = 140) -> str:
    """The beginning of the article, cut between words."""
    text = " ".join(_MARKS.sub("\n", "\n" + article.text[: most * 2]).split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"
