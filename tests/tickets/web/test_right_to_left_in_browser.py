"""The desk in Arabic: written and laid out from right to left, what customers wrote in their own direction."""

import pytest

from helpdesk.accounts.models import Agent
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.factories.tickets import make_ticket
from tests.site import faults
from tickets.models import Contact, Ticket


@pytest.fixture
def english_ticket(committed_db) -> Ticket:
    """A customer's ticket in English at a company whose agents read Arabic."""
    with use_tenant(Tenant.objects.get(slug="acme")):
        Agent.objects.filter(name__in=["Ada", "Bo", "Mia"]).update(language="ar")
        return make_ticket(Contact.objects.get(name="Grace Hopper"), subject="Nightly export stops.")


@pytest.mark.browser
@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 320)])
def test_pages_are_mirrored_accessible_and_fit(english_ticket, open_as, theme, width):
    pages = [("Bo", "/desk/queues/open/"), ("Bo", f"/desk/tickets/{english_ticket.number}/")]
    pages += [("Ada", "/settings/policies/"), ("Mia", "/metrics/")]
    for name, path in pages:
        page = open_as(name, path, theme=theme, width=width, bypass_csp=True)
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.locator(".bare-code").count() == 0, path
        assert faults(page) == [], path
        page.context.close()


@pytest.mark.browser
def test_the_rail_stands_at_the_right_and_english_words_end_at_their_right(english_ticket, open_as):
    page = open_as("Bo", f"/desk/tickets/{english_ticket.number}/", width=1440)
    rail, ticket = page.locator(".rail").first.bounding_box(), page.locator(".desk-ticket").bounding_box()
    assert rail["x"] > ticket["x"] + ticket["width"] - 1
    for words in (page.locator(".desk-ticket h1"), page.locator(".message-body .prose").first):
        assert words.evaluate("element => getComputedStyle(element).direction") == "ltr"
