"""Merging and splitting in a real browser, by hand and by keyboard."""

import pytest

from tests.site import BOTH_THEMES, faults

pytestmark = pytest.mark.browser


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


@pytest.fixture
def numbers(committed_db):
    """Two tickets of different customers: the one that ends, the one that goes on."""
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tests.factories.tickets import make_ticket
    from tickets import contacts

    with use_tenant(Tenant.objects.get(slug="acme")):
        ruth, otto = (contacts.make_for(f"{name}@harbour.test", name.title()) for name in ("ruth", "otto"))
        first = make_ticket(otto, subject="The nightly export to the harbour office stops", text="Since Monday.")
        return make_ticket(ruth, subject="Export", text="Mine stops too.").number, first.number


def test_a_ticket_is_merged_and_taken_back(numbers, open_as):
    ends, goes_on = numbers
    page = open_as("Bo", f"/desk/tickets/{ends}/", width=380, bypass_csp=True)
    page.keyboard.press("l")
    page.wait_for_url("**/links/")
    assert faults(page, BOTH_THEMES) == []
    page.get_by_role("link", name="Merge it into another one instead").click()
    page.wait_for_url("**/merge/")
    assert faults(page, BOTH_THEMES) == []
    page.get_by_label("Into the ticket").fill(str(goes_on))
    page.keyboard.press("Enter")
    page.get_by_text("Different people").wait_for()
    assert faults(page, BOTH_THEMES) == []
    page.get_by_label("Put in copy from now on: Ruth").check()
    page.get_by_role("button", name="Merge", exact=True).click()
    page.get_by_text("Mine stops too.").wait_for()
    assert faults(page, BOTH_THEMES) == []
    page.goto(page.url.replace(f"/{goes_on}/", f"/{ends}/"))
    assert faults(page, BOTH_THEMES) == []
    page.get_by_role("button", name="Undo the merge").click()
    page.get_by_text("Mine stops too.").wait_for()
    assert page.mistakes == []


def test_a_message_is_split_off(numbers, open_as):
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tickets import conversation
    from tickets.conversation import Words
    from tickets.models import Ticket

    ends, _goes_on = numbers
    with use_tenant(Tenant.objects.get(slug="acme")):
        ticket = Ticket.objects.get(number=ends)
        conversation.receive(ticket, ticket.requester, Words("And my invoice is wrong."))
    page = open_as("Bo", f"/desk/tickets/{ends}/", theme="light", width=1440, bypass_csp=True)
    said = page.locator(".message", has_text="And my invoice is wrong.")
    said.hover()
    said.get_by_role("link", name="Split off").click()
    page.get_by_label("Subject of the new ticket").fill("Wrong invoice")
    assert faults(page) == []
    page.get_by_role("button", name="Split off").click()
    page.get_by_role("heading", name="Wrong invoice").wait_for()
    assert page.mistakes == []
