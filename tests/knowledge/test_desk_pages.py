"""Writing at the desk: the editor, its preview, versions, sections, and who may do what."""

import pytest

from knowledge.models import Article, Section
from knowledge.web.forms import DETAILS


def filled(article=None, **changes):
    """What the editor sends for an article, or for a new one in the first section."""
    section = Section.objects.in_order().first()
    values = {"title": "Exports", "body": "Split them.", "section": section.pk, "audience": "public", "language": "en"}
    if article:
        values |= {name: getattr(article, name) or "" for name in DETAILS}
        values |= {"section": article.section_id, "owner": article.owner_id or "", "seen": article.version_count}
    return values | changes


def test_an_agent_drafts_and_a_manager_publishes(client_of, bo, mia):
    client_of(bo).post("/desk/knowledge/new/", filled())
    article = Article.objects.get(title="Exports")
    assert article.state == "draft"
    assert client_of(bo).post(f"/desk/knowledge/{article.pk}/publication/").status_code == 403
    assert client_of(mia).post(f"/desk/knowledge/{article.pk}/publication/").status_code == 303
    assert Article.objects.get(pk=article.pk).is_published


def test_an_agent_cannot_show_a_published_article_to_everybody(client_of, bo, an_article):
    article = an_article(audience="internal")
    answer = client_of(bo).post(f"/desk/knowledge/{article.pk}/edit/", filled(article, audience="public"))
    assert answer.status_code == 403
    assert Article.objects.get(pk=article.pk).audience == "internal"


def test_save_and_publish_needs_the_right_to_publish(client_of, bo, mia, an_article):
    article = an_article("Exports", "Split them.")
    said = filled(article, title="Exports", body="Schedule them.", then="publish")
    assert client_of(bo).post(f"/desk/knowledge/{article.pk}/edit/", said).status_code == 403
    client_of(mia).post(f"/desk/knowledge/{article.pk}/edit/", said)
    assert Article.objects.get(pk=article.pk).body == "Schedule them."


def test_a_stale_edit_keeps_what_was_typed_and_shows_the_difference(client_of, bo, mia, an_article):
    article = an_article("Exports", "Split them.")
    client_of(mia).post(f"/desk/knowledge/{article.pk}/edit/", filled(article, title="Exports", body="Schedule them."))
    answer = client_of(bo).post(
        f"/desk/knowledge/{article.pk}/edit/", filled(article, title="Exports", body="Avoid them.")
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<ins>Avoid them.</ins>" in page
    assert "<del>Schedule them.</del>" in page
    assert Article.objects.get(pk=article.pk).version_count == 2


def test_a_form_without_a_title_is_422_and_names_the_field(client_of, bo):
    answer = client_of(bo).post("/desk/knowledge/new/", filled(title=""))
    assert answer.status_code == 422
    assert 'href="#id_title"' in answer.content.decode()
    assert not Article.objects.exists()


def test_the_preview_is_what_readers_would_get(client_of, bo):
    answer = client_of(bo).post("/desk/knowledge/preview/", {"body": "## Steps\n\n<script>x</script>"})
    assert "<h2>Steps</h2>" in answer.content.decode()
    assert "<script" not in answer.content.decode()


def test_versions_say_what_changed_and_come_back(client_of, bo, an_article):
    article = an_article("Exports", "Split them.")
    client = client_of(bo)
    client.post(f"/desk/knowledge/{article.pk}/edit/", filled(article, title="Exports", body="Schedule them."))
    page = client.get(f"/desk/knowledge/{article.pk}/versions/2/").content.decode()
    assert "<del>Split them.</del><ins>Schedule them.</ins>" in page
    client.post(f"/desk/knowledge/{article.pk}/versions/1/restoration/")
    assert Article.objects.get(pk=article.pk).version_count == 3


def test_sections_are_two_levels_deep_and_go_only_when_empty(client_of, mia, an_article, section):
    client = client_of(mia)
    new = {"name": "Deep", "parent": section.pk, "audience": "public", "position": 0}
    client.post("/desk/knowledge/sections/new/", new)
    deep = Section.objects.get(name="Deep")
    below = client.post("/desk/knowledge/sections/new/", new | {"name": "Deeper", "parent": deep.pk})
    assert below.status_code == 422
    an_article(section=deep)
    assert client.post(f"/desk/knowledge/sections/{deep.pk}/removal/").status_code == 409
    again = client.post("/desk/knowledge/sections/new/", new)
    assert again.status_code == 422


@pytest.mark.parametrize("path", ["", "new/", "sections/", "sections/new/", "1/edit/", "1/versions/"])
def test_strangers_are_sent_to_sign_in(stranger, path):
    answer = stranger.get(f"/desk/knowledge/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["new/", "sections/new/", "preview/"])
def test_a_light_agent_reads_only(client_of, lin, path):
    assert client_of(lin).post(f"/desk/knowledge/{path}").status_code == 403


def test_the_ticket_page_offers_articles_that_may_answer_it(client_of, bo, a_ticket, an_article):
    an_article("Exports that stop after 30 seconds", "Split the export.")
    an_article("Invite a colleague", "Open Settings.")
    ticket = a_ticket(subject="Our export stops")
    page = client_of(bo).get(f"/desk/tickets/{ticket.number}/context/").content.decode()
    assert "Exports that stop after 30 seconds" in page
    assert "Invite a colleague" not in page
