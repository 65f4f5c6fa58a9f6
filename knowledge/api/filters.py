"""What lists of articles can be narrowed by."""

import django_filters

from helpdesk.rest.filtering import Before, Filters, Id, Since, Words
from knowledge.models import Article, Audience
from knowledge.search.asking import ask


class ArticleFilters(Filters):
    state = Words(field_name="state", choices=Article.State.choices)
    audience = Words(field_name="audience", choices=Audience.choices)
    section = Id(field_name="section_id")
    language = django_filters.CharFilter(field_name="language")
    updated_since = Since("updated_at")
    updated_before = Before("updated_at")
    search = django_filters.CharFilter(
        method="by_words", max_length=500, help_text="A question in a person's words: the 50 articles that fit best."
    )

    def by_words(self, articles, _name, question):
        hits = ask(question, reader=self.agent, most=50, with_snippets=False)
        return articles.filter(pk__in=[hit.article.pk for hit in hits])
