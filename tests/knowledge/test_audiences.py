"""Who may read which article: the same answer in list, page, search, suggestion and panel."""

import itertools

import pytest
from django.test import Client

from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import use_tenant
from knowledge import sections, writing
from knowledge.audiences import articles_for
from knowledge.search.asking import ask
from knowledge.suggesting import for_ticket
from tickets.suggestions import suggest

PUBLIC_READERS = {("published", "public", "public", "public")}


@pytest.fixture
def shelf(acme, ada):
    """Makes a sub-section with these audiences of itself and of the section it stands in."""

    def make(below, above):
        by = Actor.agent(ada)
        top = sections.add(f"Top {above}", by=by, audience=above)
        return sections.add(f"Below {below}", by=by, audience=below, parent=top)

    return make


@pytest.mark.parametrize(
    ("state", "own", "below", "above"),
    list(itertools.product(["draft", "published", "archived"], *[["public", "internal"]] * 3)),
)
def test_only_what_is_public_all_the_way_up_reaches_customers(
    state, own, below, above, shelf, an_article, mia, stranger, a_ticket, lin
):
    # given
    article = an_article("Reset your password", section=shelf(below, above), audience=own, published=state != "draft")
    if state == "archived":
        writing.archive(article, by=mia)
    is_public = (state, own, below, above) in PUBLIC_READERS
    # then
    assert articles_for(None).filter(pk=article.pk).exists() is is_public
    assert bool(ask("password", reader=None)) is is_public
    assert bool(suggest("I forgot my password")) is is_public
    assert stranger.get(f"/help/articles/{article.slug}/").status_code == (200 if is_public else 404)
    for address in ("/", "/help/", "/help/search/?q=password", "/requests/new/?subject=password"):
        assert (article.title in stranger.get(address).content.decode()) is is_public, address
    assert bool(for_ticket(a_ticket(subject="Password"), lin)) is (state == "published")


def test_making_a_section_internal_takes_its_articles_from_customers_at_once(an_article, section, ada):
    an_article("Reset your password")
    sections.change(section, {"audience": "internal"}, by=Actor.agent(ada))
    assert ask("password", reader=None) == []
    sections.change(section, {"audience": "public"}, by=Actor.agent(ada))
    assert len(ask("password", reader=None)) == 1


@pytest.mark.parametrize(
    ("who", "sees"),
    [("lin", {"published"}), ("bo", {"published", "draft", "archived"}), ("ada", {"published", "draft", "archived"})],
)
def test_drafts_and_the_archive_are_for_those_who_write(who, sees, request, an_article, mia, client_of):
    agent = request.getfixturevalue(who)
    made = {
        "published": an_article("Published words"),
        "draft": an_article("Draft words", published=False),
        "archived": writing.archive(an_article("Archived words"), by=mia),
    }
    client = client_of(agent)
    for state, article in made.items():
        status = client.get(f"/desk/knowledge/{article.pk}/").status_code
        assert status == (200 if state in sees else 404), state


def test_a_customer_who_is_staff_elsewhere_still_sees_no_internal_article(an_article, client_of, bo):
    article = an_article("How we calm people down", audience="internal")
    assert client_of(bo).get(f"/help/articles/{article.slug}/").status_code == 404


def test_globex_sees_nothing_of_acme(an_article, globex, acme):
    article = an_article("Reset your password")
    with use_tenant(globex):
        elsewhere = Client(SERVER_NAME="globex.localhost")
        assert elsewhere.get(f"/help/articles/{article.slug}/").status_code == 404
        assert "Reset your password" not in elsewhere.get("/help/search/?q=password").content.decode()
        assert not articles_for(None).exists()
        from helpdesk.accounts.models import Agent

        gus = Agent.objects.get(name="Gus")
        assert not articles_for(gus).filter(pk=article.pk).exists()
        assert ask("password", reader=gus) == []
