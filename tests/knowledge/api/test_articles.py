"""Articles by API: written, revised, published and archived; read by those whom they are for."""

import pytest

from knowledge.models import Article, Section, Version
from tests.api import fields_named


@pytest.fixture
def section(acme):
    return Section.objects.in_order().first()


def test_an_article_is_written_revised_and_published(api_of, mia, section):
    # given
    api = api_of(mia)
    made = api.post("articles", {"title": "Exports", "body": "Open *Settings*.", "section": section.pk})
    path = f"articles/{made.json()['id']}"
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    # when
    published = api.patch(path, {"state": "published"}).json()
    revised = api.patch(path, {"body": "Open **Settings**."}).json()
    shown = api.patch(path, {"title": "Export data", "state": "published"}).json()
    # then
    assert (published["state"], published["html"]) == ("published", "<p>Open <em>Settings</em>.</p>\n")
    assert (revised["body"], revised["has_unpublished_changes"]) == ("Open *Settings*.", True)
    assert (shown["title"], shown["body"], shown["has_unpublished_changes"]) == (
        "Export data",
        "Open **Settings**.",
        False,
    )
    assert Version.objects.count() - Version.objects.exclude(article_id=shown["id"]).count() == 3


def test_one_request_writes_and_publishes(api_of, mia, section):
    body = {"title": "Exports", "body": "So.", "section": section.pk, "state": "published", "audience": "internal"}
    shown = api_of(mia).post("articles", body).json()
    assert (shown["state"], shown["audience"], shown["author"]["name"]) == ("published", "internal", "Mia")


def test_an_agent_writes_and_a_manager_publishes(api_of, bo, section):
    api = api_of(bo)
    body = {"title": "Exports", "body": "So.", "section": section.pk}
    before = Article.objects.count()
    assert api.post("articles", {**body, "state": "published"}).status_code == 403
    assert Article.objects.count() == before
    made = api.post("articles", body).json()
    assert api.patch(f"articles/{made['id']}", {"state": "archived"}).status_code == 403


def test_drafts_exist_for_those_who_write(api_of, bo, lin, section):
    made = api_of(bo).post("articles", {"title": "Exports", "body": "So.", "section": section.pk}).json()
    assert api_of(lin).get(f"articles/{made['id']}").status_code == 404
    assert made["id"] not in [row["id"] for row in api_of(lin).get("articles").json()["results"]]
    assert api_of(lin).patch(f"articles/{made['id']}", {"title": "x"}).status_code in (403, 404)


def test_a_published_article_is_archived_before_it_is_a_draft_again(api_of, mia, section):
    api = api_of(mia)
    made = api.post("articles", {"title": "x", "body": "y", "section": section.pk, "state": "published"}).json()
    path = f"articles/{made['id']}"
    assert fields_named(api.patch(path, {"state": "draft"})) == {"state"}
    assert [api.patch(path, {"state": state}).json()["state"] for state in ("archived", "draft")] == [
        "archived",
        "draft",
    ]


def test_two_writers_do_not_overwrite_each_other(api_of, mia, bo, section):
    made = api_of(mia).post("articles", {"title": "x", "body": "y", "section": section.pk})
    path, tag = f"articles/{made.json()['id']}", made["ETag"]
    assert api_of(bo).patch(path, {"body": "Bo's"}, headers={"If-Match": tag}).status_code == 200
    stale = api_of(mia).patch(path, {"body": "Mia's"}, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]["body"]) == (412, "Bo's")


def test_articles_are_found_by_a_question(api_of, mia, section):
    api = api_of(mia)
    body = {"title": "Export your invoices", "body": "As a spreadsheet.", "section": section.pk, "state": "published"}
    made = api.post("articles", body).json()
    found = api.get("articles", search="how do I export an invoice?", state="published").json()["results"]
    assert made["id"] in [row["id"] for row in found]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 161}),
        ("section", {"section": 99_999}),
        ("audience", {"audience": "friends"}),
        ("state", {"state": "secret"}),
        ("owner", {"owner": 1}),
        ("html", {"html": "<p>x</p>"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(api_of, mia, section, field, change):
    before = Article.objects.count()
    response = api_of(mia).post("articles", {"title": "x", "body": "y", "section": section.pk, **change})
    assert (response.status_code, fields_named(response)) == (400, {field})
    assert Article.objects.count() == before


def test_another_companys_articles_do_not_exist(api_of, mia, gus, section):
    made = api_of(mia).post("articles", {"title": "x", "body": "y", "section": section.pk, "state": "published"}).json()
    assert api_of(gus).get(f"articles/{made['id']}").status_code == 404
    assert made["id"] not in [row["id"] for row in api_of(gus).get("articles").json()["results"]]
