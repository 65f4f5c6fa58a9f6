"""/api/v1/articles, /api/v1/sections"""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from helpdesk.rest.endpoints import Endpoint, address
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.permissions import require
from helpdesk.rest.preconditions import require_match
from helpdesk.rest.refusals import invalid
from knowledge import writing
from knowledge.api import inputs, outputs
from knowledge.api.filters import ArticleFilters
from knowledge.audiences import article_for, articles_for, sections_for
from knowledge.models import Article, Section

PLACE = ("section", "language", "audience", "owner", "review_on")


@extend_schema_view(
    list=extend_schema(summary="List the articles you may read"),
    create=extend_schema(summary="Write an article", request=inputs.ArticleWords, responses={201: outputs.Article}),
    retrieve=extend_schema(summary="Read an article"),
    partial_update=extend_schema(
        summary="Revise, move, publish or archive an article",
        request=inputs.ArticleChanges,
        responses=outputs.Article,
    ),
)
class Articles(Endpoint):
    """What is known. Readers see only what was published; a revision waits until it is published too."""

    queryset = Article.objects.none()
    serializer_class = outputs.Article
    filterset_class = ArticleFilters
    orders = {"created": "created_at", "updated": "updated_at", "id": "id"}
    default_order = "-id"
    capabilities = {
        "list": "knowledge.read",
        "retrieve": "knowledge.read",
        "create": "knowledge.write",
        "partial_update": "knowledge.write",
    }

    def list(self, request):
        return self.page_of(_as_shown(articles_for(self.agent)))

    def retrieve(self, request, article_id):
        return self.one(article_for(self.agent, int(article_id), to="knowledge.read"))

    def create(self, request):
        return done_once(request, self._write)

    def partial_update(self, request, article_id):
        article = article_for(self.agent, int(article_id), to="knowledge.write")
        values = self.taken(inputs.ArticleChanges, partial=True)
        Article.objects.select_for_update().get(pk=article.pk)
        article = self._shown_again(article)
        require_match(request, article, lambda: self.shown(article))
        self._revise(article, values)
        place = {name: values[name] for name in PLACE if name in values}
        if place:
            writing.change(article, place, by=self.agent)
        self._move(article, values.get("state"))
        return self.one(self._shown_again(article))

    def _write(self):
        values = self.taken(inputs.ArticleWords)
        state = values.pop("state", Article.State.DRAFT)
        article = writing.draft(values.pop("title"), values.pop("body"), by=self.agent, **values)
        self._move(article, state)
        where = self.request.build_absolute_uri(address("api-article", article_id=article.pk))
        return self.one(self._shown_again(article), status=201, headers={"Location": where})

    def _revise(self, article: Article, values: dict) -> None:
        """Title and body are one wording: the one that is not sent stays as the newest version has it."""
        if "title" in values or "body" in values:
            newest = article.versions.get(number=article.version_count)
            words = values.get("title", newest.title), values.get("body", newest.body)
            try:
                writing.revise(article, *words, by=self.agent)
            except ValueError as error:
                raise invalid("title", str(error)) from error

    def _move(self, article: Article, state: str | None) -> None:
        if state is None or state == article.state == Article.State.DRAFT:
            return
        if state == Article.State.DRAFT and article.is_published:
            raise invalid("state", _("Archive a published article first; then it may become a draft again."))
        require(self.agent, "knowledge.publish")
        moves = {"published": writing.publish, "archived": writing.archive, "draft": writing.bring_back}
        moves[state](article, by=self.agent)

    def _shown_again(self, article: Article) -> Article:
        return _as_shown(Article.objects.filter(pk=article.pk)).get()


@extend_schema_view(list=extend_schema(summary="List sections"))
class Sections(Endpoint):
    """Where articles stand: sections with at most one level below."""

    queryset = Section.objects.none()
    serializer_class = outputs.Section
    orders = {"id": "id"}
    default_order = "id"
    capabilities = {"list": "knowledge.read"}

    def list(self, request):
        return self.page_of(sections_for(self.agent).select_related("parent"))


def _as_shown(articles):
    return articles.select_related("section__parent", "author", "owner").defer("search", "text")
