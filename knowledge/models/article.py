"""What we know, written down; and every wording it ever had."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.events.models import EventStream
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from knowledge.models.section import Audience


class ArticleQuerySet(TenantQuerySet):
    def published(self) -> "ArticleQuerySet":
        return self.filter(state=Article.State.PUBLISHED)

    def drafts(self) -> "ArticleQuerySet":
        return self.filter(state=Article.State.DRAFT)

    def archived(self) -> "ArticleQuerySet":
        return self.filter(state=Article.State.ARCHIVED)

    def current(self) -> "ArticleQuerySet":
        return self.exclude(state=Article.State.ARCHIVED)

    def to_be_reviewed(self, *, on) -> "ArticleQuerySet":
        return self.published().filter(review_on__lte=on)

    def with_unpublished_changes(self) -> "ArticleQuerySet":
        return self.published().filter(version_count__gt=models.F("published_number"))

    def for_everyone(self) -> "ArticleQuerySet":
        """Public, and in no section that is internal or stands in an internal one."""
        top = Q(section__parent=None) | Q(section__parent__audience=Audience.PUBLIC)
        return self.filter(top, audience=Audience.PUBLIC, section__audience=Audience.PUBLIC)

    def by_title(self) -> "ArticleQuerySet":
        return self.order_by("title", "id")

    def newest_first(self) -> "ArticleQuerySet":
        return self.order_by("-updated_at", "-id")

    def most_helpful_first(self) -> "ArticleQuerySet":
        return self.order_by(models.F("unhelpful_count") - models.F("helpful_count"), "title", "id")


class Article(EventStream):
    """Title, body and html are what readers get: the published version, or the newest one until it is published."""

    event_stream = "article"

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    title = models.CharField(max_length=160)
    slug = models.CharField(max_length=180)
    section = models.ForeignKey("knowledge.Section", on_delete=models.PROTECT, related_name="articles")
    language = models.CharField(max_length=12)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PUBLIC)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)  # from the body, sanitised on write
    text = models.TextField(blank=True)  # the same as plain text: for snippets
    author = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    review_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    version_count = models.PositiveIntegerField(default=0)
    published_number = models.PositiveIntegerField(null=True)
    helpful_count = models.PositiveIntegerField(default=0)
    unhelpful_count = models.PositiveIntegerField(default=0)
    search = SearchVectorField(null=True, editable=False)

    objects = TenantManager.from_queryset(ArticleQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="one_article_per_slug"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, published_number__isnull=False),
                name="a_published_article_says_when_and_which_version",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "section", "state", "title"], name="article_of_section"),
            models.Index(fields=["tenant", "state", "-updated_at"], name="article_by_state"),
            GinIndex(fields=["search"], name="article_search"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_archived(self) -> bool:
        return self.state == self.State.ARCHIVED

    @property
    def has_unpublished_changes(self) -> bool:
        return self.is_published and self.version_count > self.published_number

    @property
    def vote_count(self) -> int:
        return self.helpful_count + self.unhelpful_count


class Version(TenantModel):
    """One wording of an article. Written once; restoring it writes a new one."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    body = models.TextField(blank=True)
    author = models.ForeignKey("accounts.Agent", on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "article", "number"], name="one_version_per_number")]

    def __str__(self):
        return f"version {self.number} of article {self.article_id}"
