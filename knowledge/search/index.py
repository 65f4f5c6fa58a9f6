"""Making articles findable: their words in their language, and whose they are, in one index (decisions.md, 8)."""

from django.db import connection

from helpdesk.tenancy.context import current_tenant_id
from knowledge.languages import configuration
from knowledge.models import Article

LONGEST_TEXT = 100_000  # a tsvector holds at most 1 MB


def index(article: Article) -> None:
    """Make the article findable by its title and words. Repeating it changes nothing.

    Beside its words it carries the tenant's lexeme, and the public one when everybody may read it, so that neither
    other companies' nor internal articles take part in the ranking of a customer's search.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update knowledge_article set search = setweight(to_tsvector(%(configuration)s, title), 'A') || "
            "to_tsvector(%(configuration)s, left(text, %(longest)s)) || %(marks)s::tsvector "
            "where tenant_id = %(tenant)s and id = %(id)s",
            {
                "configuration": configuration(article.language),
                "longest": LONGEST_TEXT,
                "marks": _marks(article),
                "tenant": current_tenant_id(),
                "id": article.pk,
            },
        )


def _marks(article: Article) -> str:
    mark = f"t{current_tenant_id()}"
    is_public = Article.objects.published().for_everyone().filter(pk=article.pk).exists()
    return f"'{mark}' '{mark}pub'" if is_public else f"'{mark}'"
