"""Readers say whether it helped: one vote a browser, by POST only."""

import pytest

from knowledge.models import Article, Feedback


@pytest.fixture
def vote(an_article, stranger):
    article = an_article()

    def send(browser=stranger, **values):
        return article, browser.post(f"/help/articles/{article.slug}/feedback/", values)

    return send


def counts(article):
    article = Article.objects.get(pk=article.pk)
    return article.helpful_count, article.unhelpful_count


def test_one_browser_has_one_vote_and_may_change_it(vote):
    article, answer = vote(helpful="yes")
    assert answer.status_code == 303
    vote(helpful="yes")
    assert counts(article) == (1, 0)
    vote(helpful="no", comment="Where is the button?")
    assert counts(article) == (0, 1)
    assert Feedback.objects.get().comment == "Where is the button?"


def test_two_browsers_are_two_votes(vote, client_of, bo):
    article, _ = vote(helpful="yes")
    vote(client_of(bo), helpful="no")
    assert counts(article) == (1, 1)


def test_looking_is_not_voting(vote, stranger):
    article, _ = vote(helpful="maybe")
    stranger.get(f"/help/articles/{article.slug}/?voted=yes")
    assert stranger.get(f"/help/articles/{article.slug}/feedback/").status_code == 405
    assert counts(article) == (0, 0)


def test_a_stored_vote_does_not_name_the_browser(vote, stranger):
    vote(helpful="yes")
    assert stranger.cookies["visitor"].value not in Feedback.objects.get().visitor_digest


def test_votes_from_one_address_have_a_limit(vote, stranger):
    for _ in range(65):
        stranger.cookies.clear()
        article, _answer = vote(helpful="yes")
    assert counts(article) == (60, 0)
