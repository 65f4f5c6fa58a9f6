"""The form of a recurring ticket in a real browser."""

import pytest

from tests.site import BOTH_THEMES, faults

pytestmark = pytest.mark.browser


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


def test_a_recurring_ticket_is_made_by_hand(committed_db, open_as):
    page = open_as("Ada", "/settings/recurring/", width=380, bypass_csp=True)
    assert faults(page, BOTH_THEMES) == []
    page.get_by_role("link", name="New recurring ticket").first.click()
    page.get_by_label("Subject").fill("Access review of everybody who may see the personnel files")
    page.get_by_label("What is to be done").fill("Go through the list.")
    page.get_by_label("For whom").fill("security@acme.example")
    page.get_by_label("Monday").check()
    assert faults(page, BOTH_THEMES) == []
    page.get_by_role("button", name="Save").click()
    page.get_by_text("every week, 09:00").wait_for()
    assert faults(page, BOTH_THEMES) == []
