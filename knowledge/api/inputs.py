"""What requests about articles may say."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from helpdesk.accounts.models import Agent
from helpdesk.rest.serializers import Input, Known, Line
from knowledge.audiences import sections_for
from knowledge.models import Article, Audience
from knowledge.writing import LONGEST_BODY

EXAMPLE = OpenApiExample(
    "Write and publish",
    request_only=True,
    value={
        "title": "Export your data",
        "body": "Open **Settings › Exports** and choose a range.",
        "section": 2,
        "state": "published",
    },
)


def owners(agent: Agent):
    return Agent.objects.able_to_answer()


@extend_schema_serializer(examples=[EXAMPLE])
class ArticleWords(Input):
    title = Line(max_length=160)
    body = serializers.CharField(max_length=LONGEST_BODY, help_text="Markdown.")
    section = Known(sections_for)
    language = serializers.CharField(
        required=False,
        max_length=12,
        validators=[RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$", _("A language as “en” or “pt-BR”."))],
    )
    audience = serializers.ChoiceField(Audience.choices, required=False)
    state = serializers.ChoiceField(
        Article.State.choices, required=False, help_text="“published” shows readers the newest version."
    )


class ArticleChanges(ArticleWords):
    owner = Known(owners, required=False, allow_null=True)
    review_on = serializers.DateField(required=False, allow_null=True)
