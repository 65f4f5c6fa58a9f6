"""Who may read which article: one function that every list, page, search, suggestion and endpoint asks."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from helpdesk.accounts.permissions import allow
from knowledge.models import Article, Section
from knowledge.models.article import ArticleQuerySet
from knowledge.models.section import SectionQuerySet


def articles_for(agent) -> ArticleQuerySet:
    """The articles `agent` may read. None stands for everybody outside: visitors and customers, signed in or not.

    Outside: published, public, in public sections. Agents: all that is published; drafts and the archive only
    those who write.
    """
    if not allow(agent, "knowledge.read"):
        return Article.objects.published().for_everyone()
    return Article.objects.all() if allow(agent, "knowledge.write") else Article.objects.published()


def sections_for(agent) -> SectionQuerySet:
    """The sections `agent` may see; None as above."""
    return Section.objects.all() if allow(agent, "knowledge.read") else Section.objects.open_to_everyone()


def article_for(agent, article_id: int, *, to: str) -> Article:
    """The article, if the agent may read it and do `to`. Raises Http404 and PermissionDenied like every access door."""
    article = articles_for(agent).select_related("section__parent", "author", "owner").filter(pk=article_id).first()
    if article is None:
        raise Http404
    if not allow(agent, to, article):
        raise PermissionDenied
    return article


def section_for(agent, section_id: int, *, to: str) -> Section:
    section = sections_for(agent).select_related("parent").filter(pk=section_id).first()
    if section is None:
        raise Http404
    if not allow(agent, to, section):
        raise PermissionDenied
    return section
