"""Readers saying whether an article helped: one vote of each visitor, which may be changed."""

import hashlib

from django.db import transaction

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from knowledge.events import ARTICLE_RATED
from knowledge.models import Article, Feedback

LONGEST_COMMENT = 2_000


@transaction.atomic
def rate(article: Article, *, visitor: str, is_helpful: bool, comment: str = "") -> Feedback:
    """Count the visitor's vote. The same vote again changes nothing but the comment; the other one replaces it."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    digest = hashlib.sha256(visitor.encode()).hexdigest()
    vote = Feedback.objects.filter(article=article, visitor_digest=digest).first()
    was = vote.is_helpful if vote else None
    vote = vote or Feedback(article=article, visitor_digest=digest, created_at=clock.now())
    vote.is_helpful = is_helpful
    vote.comment = comment.replace("\x00", "").strip()[:LONGEST_COMMENT] or vote.comment
    vote.version_number = article.published_number or article.version_count
    vote.save()
    if was is not is_helpful:
        _count(article, was, is_helpful)
    return vote


def _count(article: Article, was: bool | None, is_helpful: bool) -> None:
    article.helpful_count += is_helpful - (was is True)
    article.unhelpful_count += (not is_helpful) - (was is False)
    article.save(update_fields=["helpful_count", "unhelpful_count"])
    record(
        ARTICLE_RATED,
        article,
        by=Actor.system("reader"),
        number=article.published_number,
        verdict="helpful" if is_helpful else "not helpful",
        helpful=is_helpful,
        replaced=was is not None,
    )
