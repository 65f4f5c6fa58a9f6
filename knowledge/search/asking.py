"""From a question in a person's words to the articles that may answer it, best first."""

import json
from dataclasses import dataclass

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from helpdesk.tenancy.context import current_tenant_id
from knowledge.audiences import articles_for
from knowledge.languages import CONFIGURATION_IN_SQL, CONFIGURATIONS, configuration
from knowledge.models import Article
from knowledge.models.article import ArticleQuerySet

LONGEST_QUESTION = 2_000
MOST_WORDS = 40
SHORT_QUESTION = 3  # up to so many words are taken as beginnings: "expor" finds exports
# Marks around a hit that no text contains: private-use characters, taken out of the text first.
START, STOP = "\ue000", "\ue001"
# A line's own mark: of a list, a step, a quotation. In running words a dash would stand where nobody wrote one.
MARKS_OF_LINES = r"\n\s*(?:(?:[-*•>]|\d+[.)])\s+)+"


@dataclass(frozen=True)
class Hit:
    """An article found: how well it fits (only comparable within one search) and its lines around the words."""

    article: Article
    score: float
    snippet: SafeString = mark_safe("")


def ask(
    question: str,
    *,
    reader,
    most: int = 20,
    with_snippets: bool = True,
    least_share: float = 0.0,
    least_score: float = 0.0,
) -> list[Hit]:
    """The articles that `reader` (an agent, or None for everybody) may read and that fit best.

    Words are OR-ed, rare ones and those in titles count more. Left out is what scores less than `least_score`, or than
    `least_share` of the best.
    """
    readable = articles_for(reader)
    words = _words(question, readable)
    scores = _scores(words, only_public=reader is None)
    if not scores:
        return []
    enough = max(least_score, max(scores.values()) * least_share)
    fitting = [pk for pk, score in scores.items() if score >= enough]  # a common word is in every article
    found = readable.current().select_related("section__parent").defer("search", "body", "html").in_bulk(fitting)
    ids = [pk for pk in fitting if pk in found][:most]
    snippets = _snippets(ids, words) if with_snippets else {}
    return [Hit(found[pk], scores[pk], snippets.get(pk, mark_safe(""))) for pk in ids]


def _words(question: str, readable: ArticleQuerySet) -> list[str]:
    """The question's words as the index of each language that is written in spells them, quoted for tsquery."""
    text = question.replace("\x00", " ")[:LONGEST_QUESTION]
    written, params = readable.order_by().values("language").distinct().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"select distinct tsvector_to_array(to_tsvector({CONFIGURATION_IN_SQL}::regconfig, %s)) "  # noqa: S608 the ORM wrote it
            f"from ({written}) written",
            [json.dumps(CONFIGURATIONS), text, *params],
        )
        rows = [lexemes for (lexemes,) in cursor.fetchall()]
    is_short = max(map(len, rows), default=0) <= SHORT_QUESTION
    words = {_quoted(lexeme, is_short) for lexemes in rows for lexeme in lexemes[:MOST_WORDS]}
    return sorted(words)


def _quoted(lexeme: str, as_beginning: bool) -> str:
    quoted = "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
    return f"{quoted}:*" if as_beginning and len(lexeme) > 2 else quoted


def _scores(words: list[str], *, only_public: bool) -> dict[int, float]:
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, score from search_articles(%s, %s, 500)", [words, only_public])
        return dict(cursor.fetchall())


def _snippets(ids: list[int], words: list[str]) -> dict[int, SafeString]:
    """The lines of each article around the words, hits in `<mark>`, everything else escaped."""
    if not ids:
        return {}
    languages = dict(Article.objects.filter(pk__in=ids).values_list("pk", "language"))
    options = f"StartSel={START}, StopSel={STOP}, MaxFragments=2, MinWords=8, MaxWords=24, FragmentDelimiter=' … '"
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.id, ts_headline(l.c::regconfig, "
            "regexp_replace(E'\\n' || translate(left(a.text, 20000), %s, ''), %s, E'\\n', 'g'), %s::tsquery, %s) "
            "from knowledge_article a join unnest(%s::bigint[], %s::text[]) l(id, c) on a.id = l.id "
            "where a.tenant_id = %s",
            [
                START + STOP,
                MARKS_OF_LINES,
                " | ".join(words),
                options,
                [*languages],
                [configuration(each) for each in languages.values()],
                current_tenant_id(),
            ],
        )
        return {pk: _marked(text) for pk, text in cursor.fetchall()}


def _marked(text: str) -> SafeString:
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))
