"""Finding articles by questions in people's own words."""

import pytest

from helpdesk.tenancy.context import use_tenant
from knowledge.search.asking import ask
from knowledge.suggesting import excerpt


def titles(question, reader=None, **how):
    return [hit.article.title for hit in ask(question, reader=reader, **how)]


@pytest.fixture
def help_centre(an_article):
    an_article("Reset your password", "Open the sign-in page, choose “Forgotten password” and follow the mailed link.")
    an_article(
        "Exports that stop after 30 seconds", "A proxy limit ends long exports. Split the export or schedule it."
    )
    an_article("Change the billing address", "Open Settings, then Billing. The next invoice carries the new address.")
    an_article("Invite a colleague", "Open Settings, then People, and enter the mail address of your colleague.")


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("I forgot my password and cannot sign in any more, what can I do?", "Reset your password"),
        ("why does my nightly export stop?", "Exports that stop after 30 seconds"),
        ("How do we get a different address on the invoice", "Change the billing address"),
        ("can I add another person from my team to our account? colleague", "Invite a colleague"),
        ("expor", "Exports that stop after 30 seconds"),
        ("passwords", "Reset your password"),
    ],
)
def test_a_natural_question_finds_its_answer_first(help_centre, question, best):
    assert titles(question)[0] == best


@pytest.mark.parametrize(
    ("_case", "question"), [("empty", ""), ("stop words", "how do I"), ("nothing", "zebra crossing")]
)
def test_what_nothing_answers_finds_nothing(help_centre, _case, question):
    assert titles(question) == []


@pytest.mark.parametrize(
    "hostile", ["'", "a' | 't2", "\\", "& | ! ( ) <-> :*", "\x00", "x" * 50_000, "t1pub", "!password"]
)
def test_no_question_breaks_the_search(help_centre, hostile):
    titles(hostile)


def test_german_articles_are_found_by_other_forms_of_the_word(an_article):
    an_article("Rechnungen herunterladen", "Die Rechnung steht unter Einstellungen.", language="de")
    assert titles("meine Rechnung") == ["Rechnungen herunterladen"]


def test_snippets_mark_the_words_and_escape_the_rest(an_article):
    an_article("Angle brackets", "Write `<script>alert(1)</script>` around the export to see it.")
    (hit,) = ask("export", reader=None)
    assert "<mark>export</mark>" in hit.snippet
    assert "<script>" not in hit.snippet


def test_snippets_carry_no_marks_of_lists_and_keep_dashes_of_sentences(an_article):
    words = "Do this:\n\n- open the export\n- wait - a minute\n\n1. then\n\n> quoted"
    an_article("Exports", words)
    (hit,) = ask("export minute", reader=None)
    shown = " ".join(hit.snippet.split())
    assert "- open" not in shown
    assert "wait - a <mark>minute</mark>" in shown
    assert excerpt(hit.article) == "Do this: open the export wait - a minute then quoted"


def test_other_companies_articles_are_never_found(an_article, globex, acme):
    an_article("Reset your password")
    with use_tenant(globex):
        assert titles("password") == []
        assert titles(f"t{acme.pk} password | t{acme.pk}pub") == []


def test_a_draft_is_found_by_its_writers_only(an_article, mia, lin):
    an_article("Unfinished thoughts on exports", published=False)
    assert titles("exports") == []
    assert titles("exports", lin) == []
    assert titles("exports", mia) == ["Unfinished thoughts on exports"]
