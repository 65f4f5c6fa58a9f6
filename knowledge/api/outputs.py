"""How articles look from outside."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from helpdesk.rest.serializers import Instant, Output
from knowledge.models import Article as Row
from knowledge.models import Audience

EXAMPLE = OpenApiExample(
    "An article",
    response_only=True,
    value={
        "id": 5,
        "title": "Export your data",
        "slug": "export-your-data",
        "section": {"id": 2, "name": "Exports", "path": "Product › Exports"},
        "language": "en",
        "audience": "public",
        "state": "published",
        "body": "Open **Settings › Exports** and choose a range.",
        "html": "<p>Open <strong>Settings › Exports</strong> and choose a range.</p>",
        "has_unpublished_changes": False,
        "author": {"id": 4, "name": "Bo"},
        "owner": {"id": 4, "name": "Bo"},
        "review_on": None,
        "helpful_count": 12,
        "unhelpful_count": 1,
        "created_at": "2026-05-01T08:00:00Z",
        "updated_at": "2026-05-01T09:00:00Z",
        "published_at": "2026-05-01T09:00:00Z",
        "version": 3,
    },
)


class SectionRef(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    path = serializers.CharField()


class AuthorRef(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()


@extend_schema_serializer(examples=[EXAMPLE])
class Article(Output):
    id = serializers.IntegerField()
    title = serializers.CharField()
    slug = serializers.CharField()
    section = SectionRef()
    language = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices)
    state = serializers.ChoiceField(Row.State.choices)
    body = serializers.CharField(help_text="Markdown, as readers see it: the published version.")
    html = serializers.CharField(help_text="The same, rendered and sanitised.")
    has_unpublished_changes = serializers.BooleanField()
    author = AuthorRef(allow_null=True)
    owner = AuthorRef(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    helpful_count = serializers.IntegerField()
    unhelpful_count = serializers.IntegerField()
    created_at = Instant()
    updated_at = Instant()
    published_at = Instant(allow_null=True)
    version = serializers.IntegerField(help_text="Counts the article's events.")


class Section(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    path = serializers.CharField()
    slug = serializers.CharField()
    description = serializers.CharField()
    parent = serializers.IntegerField(source="parent_id", allow_null=True)
    audience = serializers.ChoiceField(Audience.choices)
