"""In a real browser: what a long conversation leaves out comes in place, by keyboard or when an address says so."""

import pytest
from playwright.sync_api import expect

from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.factories.tickets import make_ticket
from tests.site import faults
from tickets import conversation
from tickets.conversation import Words
from tickets.models import Contact, Message

pytestmark = pytest.mark.browser
MESSAGES = 60


@pytest.fixture
def long(open_as):
    """The address of a ticket of sixty messages, and their ids in order."""
    with use_tenant(Tenant.objects.get(slug="acme")):
        ticket = make_ticket(Contact.objects.get(name="Grace Hopper"), subject="A long story", text="How it began.")
        for n in range(1, MESSAGES):
            conversation.note(ticket, Words(text=f"Note {n}."), by=Actor.system("test"))
        ids = list(Message.objects.filter(ticket=ticket).in_order().values_list("pk", flat=True))
    return f"/desk/tickets/{ticket.number}/", ids


def test_the_rest_comes_in_place_by_keyboard_and_stays(open_as, long):
    address, ids = long
    page = open_as("Bo", address)
    expect(page.locator(".message")).to_have_count(21)
    # when
    page.locator("[data-earlier]").focus()
    page.keyboard.press("Enter")
    # then it is there, the first of it has the focus, and the address keeps it open
    expect(page.locator(".message")).to_have_count(MESSAGES)
    expect(page.locator(f"#m{ids[1]}")).to_be_focused()
    assert page.url.endswith(f"{address}?whole")
    # and what changes the ticket does not fold it again
    page.keyboard.press("i")
    page.wait_for_selector("text=It is yours.")
    expect(page.locator(".message")).to_have_count(MESSAGES)
    assert page.mistakes == []


def test_an_address_that_points_into_it_opens_it(open_as, long):
    address, ids = long
    page = open_as("Bo", f"{address}#m{ids[9]}")
    expect(page.locator(f"#m{ids[9]}")).to_be_in_viewport()
    expect(page.locator(".message")).to_have_count(MESSAGES)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 380)])
def test_the_fold_is_accessible_and_fits_a_phone(open_as, long, theme, width):
    page = open_as("Bo", long[0], theme=theme, width=width, bypass_csp=True)
    expect(page.locator("[data-earlier]")).to_have_text(f"Show {MESSAGES - 21} earlier messages")
    assert faults(page) == []
