"""Sending later in a real browser."""

import pytest

from tests.site import BOTH_THEMES, faults

pytestmark = pytest.mark.browser


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


@pytest.fixture
def number(committed_db):
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tests.factories.tickets import make_ticket
    from tickets import contacts

    with use_tenant(Tenant.objects.get(slug="acme")):
        return make_ticket(contacts.make_for("ruth@harbour.test", "Ruth"), subject="The nightly export stops").number


def test_an_answer_is_scheduled_and_taken_back(number, open_as):
    page = open_as("Bo", f"/desk/tickets/{number}/", width=380, bypass_csp=True)
    page.keyboard.press("r")
    page.keyboard.type("Hello Ruth, the import had failed; it is running again.")
    page.get_by_role("button", name="Send otherwise").click()
    page.get_by_role("button", name="Tomorrow").wait_for()
    assert faults(page, BOTH_THEMES) == []
    page.get_by_role("button", name="Tomorrow").click()
    page.get_by_text("Your answer goes out").wait_for()
    assert faults(page, BOTH_THEMES) == []
    page.get_by_role("button", name="Take back and change").click()
    page.get_by_text("Your answer goes out").wait_for(state="detached")
    page.get_by_text("it is running again").first.wait_for()
    assert page.mistakes == []
