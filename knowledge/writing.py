"""Writing articles: begin, revise, publish, archive. Readers see only what was published."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.base.html import html_to_text, render_markdown
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant
from knowledge.events import (
    ARTICLE_ARCHIVED,
    ARTICLE_BROUGHT_BACK,
    ARTICLE_CHANGED,
    ARTICLE_DRAFTED,
    ARTICLE_PUBLISHED,
    ARTICLE_RESTORED,
    ARTICLE_REVISED,
)
from knowledge.models import Article, Audience, Section, Version
from knowledge.search.index import index

LONGEST_BODY = 200_000
READER_COLUMNS = ["title", "body", "html", "text", "updated_at", "version_count"]


class StaleText(Exception):
    """Somebody wrote a newer version meanwhile: `newest` is theirs."""

    def __init__(self, newest: Version):
        self.newest = newest
        super().__init__(f"version {newest.number} by {newest.author_name} is newer")


@dataclass(frozen=True)
class Wording:
    """What an article says. Raises ValueError for an empty title or a text too long to be read by anybody."""

    title: str
    body: str

    def __post_init__(self):
        object.__setattr__(self, "title", " ".join(self.title.split()))
        object.__setattr__(self, "body", self.body.replace("\r\n", "\n").replace("\x00", "").strip())
        if not self.title or len(self.title) > 160:
            raise ValueError(_("An article needs a title of at most 160 characters."))
        if len(self.body) > LONGEST_BODY:
            raise ValueError(_("An article holds at most 200,000 characters."))


@transaction.atomic
def draft(
    title: str, body: str, *, section: Section, by: Agent, language: str = "", audience: str = Audience.PUBLIC
) -> Article:
    """Begin an article that only writers see until it is published; without a language it is in the company's.

    Raises ValueError for an empty title.
    """
    wording, now = Wording(title, body), clock.now()
    article = Article.objects.create(
        section=section,
        title=wording.title,
        slug=_free_slug(wording.title),
        language=language or current_tenant().language,
        audience=audience,
        author=by,
        owner=by,
        created_at=now,
        updated_at=now,
    )
    record(ARTICLE_DRAFTED, article, by=Actor.agent(by), title=wording.title)
    _write(article, wording, by)
    return article


@transaction.atomic
def revise(article: Article, title: str, body: str, *, by: Agent, seen: int | None = None) -> Article:
    """Keep a new version; a published article stays as it is until the version is published.

    The same words again change nothing. `seen` is the version the writer started from: raises StaleText where there
    is a newer one, ValueError for an empty title.
    """
    wording, article = Wording(title, body), _locked(article)
    newest = _newest(article)
    if (newest.title, newest.body) == (wording.title, wording.body):
        return article
    if seen is not None and newest.number != seen:
        raise StaleText(newest)
    _write(article, wording, by)
    record(ARTICLE_REVISED, article, by=Actor.agent(by), number=article.version_count)
    return article


@transaction.atomic
def restore(article: Article, version: Version, *, by: Agent) -> Article:
    """Take an earlier version up again, as the newest one. The newest itself changes nothing."""
    article = _locked(article)
    if version.number == article.version_count:
        return article
    _write(article, Wording(version.title, version.body), by)
    record(ARTICLE_RESTORED, article, by=Actor.agent(by), old=version.number, number=article.version_count)
    return article


@transaction.atomic
def publish(article: Article, *, by: Agent) -> Article:
    """Show readers the newest version. Publishing it twice changes nothing."""
    article = _locked(article)
    if article.is_published and not article.has_unpublished_changes:
        return article
    newest = _newest(article)
    _show(article, newest.title, newest.body)
    article.state = Article.State.PUBLISHED
    article.published_at = article.published_at or clock.now()
    article.published_number = newest.number
    article.save(update_fields=[*READER_COLUMNS, "state", "published_at", "published_number"])
    record(ARTICLE_PUBLISHED, article, by=Actor.agent(by), number=newest.number)
    index(article)
    return article


@transaction.atomic
def archive(article: Article, *, by: Agent) -> Article:
    """Take the article away from all readers; its versions stay. Twice changes nothing."""
    article = _locked(article)
    if not article.is_archived:
        article.state = Article.State.ARCHIVED
        article.save(update_fields=["state"])
        record(ARTICLE_ARCHIVED, article, by=Actor.agent(by))
        index(article)
    return article


@transaction.atomic
def bring_back(article: Article, *, by: Agent) -> Article:
    """Make an archived article a draft again. One that is not archived stays as it is."""
    article = _locked(article)
    if article.is_archived:
        newest = _newest(article)
        _show(article, newest.title, newest.body)
        article.state = Article.State.DRAFT
        article.save(update_fields=[*READER_COLUMNS, "state"])
        record(ARTICLE_BROUGHT_BACK, article, by=Actor.agent(by))
        index(article)
    return article


@transaction.atomic
def change(article: Article, values: dict, *, by: Agent) -> Article:
    """Change where it stands, for whom, its language, owner or review date; takes effect for readers at once."""
    article = _locked(article)
    said = take_over(article, values)
    if said:
        article.save(update_fields=[*values])
        record(ARTICLE_CHANGED, article, by=Actor.agent(by), changes=said)
        index(article)
    return article


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


def _newest(article: Article) -> Version:
    return Version.objects.get(article=article, number=article.version_count)


def _write(article: Article, wording: Wording, by: Agent) -> None:
    article.version_count += 1
    Version.objects.create(
        article=article,
        number=article.version_count,
        title=wording.title,
        body=wording.body,
        author=by,
        author_name=by.name,
        created_at=clock.now(),
    )
    if article.is_published:
        article.save(update_fields=["version_count"])
        return
    _show(article, wording.title, wording.body)
    article.save(update_fields=READER_COLUMNS)
    index(article)


def _show(article: Article, title: str, body: str) -> None:
    article.title, article.body, article.html = title, body, _reachable(render_markdown(body))
    article.text = html_to_text(article.html)
    article.updated_at = clock.now()


def _reachable(html: str) -> str:
    """Tables and code scroll by themselves where they are too wide: by keyboard too. (Text in it is escaped.)"""
    return html.replace("<table>", '<table tabindex="0">').replace("<pre>", '<pre tabindex="0">')


def _free_slug(title: str) -> str:
    base = slugify(title, allow_unicode=True)[:160] or "article"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
