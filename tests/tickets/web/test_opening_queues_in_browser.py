"""A queue opens in the desk that stands: nothing is loaded anew, and nothing of what stood there is lost."""

import pytest
from playwright.sync_api import expect

from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.factories.tickets import make_ticket
from tests.site import faults, settle
from tickets.models import Contact

pytestmark = pytest.mark.browser
STANDS = "document.documentElement.dataset.stands"


def _ask(subject):
    with use_tenant(Tenant.objects.get(slug="acme")):
        return make_ticket(Contact.objects.get(name="Grace Hopper"), subject=subject)


@pytest.fixture
def ticket(open_as):
    return _ask("Nightly export stops")


def _press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_a_queue_takes_the_place_of_the_open_ticket_and_nothing_is_lost(open_as, ticket):
    page = open_as("Bo", f"/desk/tickets/{ticket.number}/?queue=open", width=1440)
    page.evaluate(f"{STANDS} = 'yes'")
    page.keyboard.press("n")
    page.wait_for_selector("trix-editor")
    page.keyboard.type("Same cause as last week")
    # another queue, by its keys, a moment after a word was typed
    page.keyboard.press("Escape")
    expect(page.locator("trix-editor")).not_to_be_focused()
    _press(page, "g", "u")
    page.wait_for_url("**/desk/queues/unassigned/")
    expect(page.locator("#list h1")).to_have_text("Unassigned")
    expect(page.locator("#list h1")).to_be_focused()
    expect(page.locator("#rail-queues [aria-current]")).to_have_text("Unassigned1")
    assert page.title().startswith("Unassigned · ")
    assert page.locator("#list").get_attribute("aria-label") == "Unassigned"
    assert page.locator("#ticket-head, #composer, #context > *").count() == 0
    assert page.evaluate(STANDS) == "yes"
    # the list that stands now is the one that hears of news
    newer = _ask("Invoice is wrong")
    hint = {"type": "ticket.opened", "id": newer.pk, "version": 1}
    page.evaluate("detail => document.dispatchEvent(new CustomEvent('live', {detail}))", hint)
    expect(page.locator("[data-fresh]")).to_contain_text("1 new")
    expect(page.locator("#rail-queues [aria-current]")).to_have_text("Unassigned2")
    # back, to the ticket and its words; forward again
    page.go_back()
    page.wait_for_selector("#ticket-head")
    page.keyboard.press("n")
    expect(page.locator("trix-editor")).to_have_text("Same cause as last week")
    page.go_forward()
    expect(page.locator("#list h1")).to_have_text("Unassigned")
    assert page.mistakes == []


def test_of_several_things_pressed_in_a_row_the_last_one_opens(open_as, ticket):
    page = open_as("Bo", "/desk/queues/open/")
    held = []
    page.route(f"**/tickets/{ticket.number}/**", lambda route: held.append(route))
    _press(page, "j", "Enter", "g", "m")
    expect(page.locator("#list h1")).to_have_text("Mine")
    held.pop().continue_()
    settle(page)
    assert page.locator("#ticket-head").count() == 0
    assert page.url.endswith("/desk/queues/mine/")


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 380)])
def test_the_way_back_from_a_ticket_ends_at_its_row(open_as, ticket, theme, width):
    page = open_as("Bo", f"/desk/tickets/{ticket.number}/?queue=open", theme=theme, width=width, bypass_csp=True)
    page.evaluate(f"{STANDS} = 'yes'")
    page.keyboard.press("u")
    expect(page.locator(f'.row[data-number="{ticket.number}"] .row-subject')).to_be_focused()
    if width < 960:
        page.get_by_role("button", name="Menu").click()
    page.locator("#rail-queues").get_by_role("link", name="All open").click()
    expect(page.locator("#list h1")).to_be_focused()
    expect(page.locator("#rail")).to_be_visible(visible=width > 960)
    page.wait_for_url("**/desk/queues/open/")
    assert faults(page) == []
    assert page.evaluate(STANDS) == "yes"
    # the same words a browser without scripts gets: the whole page
    page.reload()
    assert page.evaluate(STANDS) is None
    expect(page.locator("#list h1")).to_have_text("All open")
