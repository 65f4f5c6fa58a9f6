"""An article's way from the first words to the archive, and every wording on it."""

from html.parser import HTMLParser

import pytest

from helpdesk.events.models import Event
from knowledge import writing
from knowledge.models import Article, Version
from knowledge.search.asking import ask


def kinds(article):
    return list(Event.objects.about(article).in_order().values_list("kind", flat=True))


def test_a_draft_becomes_public_only_by_publishing(section, bo, mia):
    article = writing.draft("Exports", "Split them.", section=section, by=bo)
    assert article.state == Article.State.DRAFT
    article = writing.publish(article, by=mia)
    assert (article.state, article.published_number) == (Article.State.PUBLISHED, 1)
    assert kinds(article) == ["article.drafted", "article.published"]


def test_publishing_twice_is_one_event(an_article, mia):
    article = an_article()
    writing.publish(article, by=mia)
    assert kinds(article).count("article.published") == 1


def test_readers_keep_the_published_words_while_somebody_writes(an_article, bo, mia):
    article = an_article("Exports", "Split them.")
    article = writing.revise(article, "Exports, large ones", "Split or schedule them.", by=bo)
    assert (article.title, article.body, article.has_unpublished_changes) == ("Exports", "Split them.", True)
    assert ask("schedule", reader=None) == []
    article = writing.publish(article, by=mia)
    assert (article.title, article.has_unpublished_changes) == ("Exports, large ones", False)
    assert len(ask("schedule", reader=None)) == 1


def test_the_same_words_again_are_no_new_version(an_article, bo):
    article = an_article("Exports", "Split them.")
    assert writing.revise(article, " Exports ", "Split them.\n", by=bo).version_count == 1


def test_a_stale_edit_is_refused_and_says_what_is_newer(an_article, bo, mia):
    article = an_article("Exports", "Split them.")
    writing.revise(article, "Exports", "Schedule them.", by=mia, seen=1)
    with pytest.raises(writing.StaleText) as stale:
        writing.revise(article, "Exports", "Avoid them.", by=bo, seen=1)
    assert stale.value.newest.body == "Schedule them."
    assert Version.objects.filter(article=article).count() == 2


def test_an_old_version_taken_up_again_is_a_new_one(an_article, bo):
    article = an_article("Exports", "Split them.")
    article = writing.revise(article, "Exports", "Schedule them.", by=bo)
    article = writing.restore(article, Version.objects.get(article=article, number=1), by=bo)
    assert article.version_count == 3
    assert Version.objects.get(article=article, number=3).body == "Split them."


def test_the_archive_hides_and_gives_back_as_a_draft(an_article, mia):
    article = writing.archive(an_article("Exports", "Split them."), by=mia)
    assert ask("exports", reader=None) == []
    article = writing.bring_back(article, by=mia)
    assert article.state == Article.State.DRAFT
    assert ask("exports", reader=None) == []


def test_two_articles_of_one_title_get_two_addresses(an_article):
    assert [an_article("Exports").slug, an_article("Exports").slug] == ["exports", "exports-2"]


@pytest.mark.parametrize(("_case", "title"), [("empty", "  "), ("too long", "x" * 161)])
def test_an_article_needs_a_title(section, bo, _case, title):
    with pytest.raises(ValueError, match="title"):
        writing.draft(title, "Words.", section=section, by=bo)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[go](javascript:alert(1))",
        "[go](java\nscript:alert(1))",
        "![x](https://elsewhere.test/pixel.png)",
        '<img src=x onerror="alert(1)">',
        "<style>body{display:none}</style>",
        '[a](https://ok.test "onmouseover=alert(1)")',
        "<iframe src=//elsewhere.test></iframe>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_hostile_markdown_is_words_and_nothing_else(an_article, stranger, hostile):
    article = an_article("Hostile", f"Before\n\n{hostile}\n\nAfter")
    page = stranger.get(f"/help/articles/{article.slug}/").content.decode()
    body = Elements(page[page.index('<article class="article"') : page.index("</article>")])
    assert body.names <= {"article", "h1", "h2", "p", "a", "img", "time"}
    assert body.attributes <= {"class", "lang", "href", "rel", "target", "title", "alt", "datetime"}
    assert all(link.startswith("https://ok.test") for link in body.links)


class Elements(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and where its links lead."""

    def __init__(self, page):
        super().__init__()
        self.names, self.attributes, self.links = set(), set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]
