"""The pages of webhooks in a real browser."""

import pytest

from tests.site import BOTH_THEMES, faults, open_as, site  # noqa: F401 fixtures

pytestmark = pytest.mark.browser


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


def test_a_webhook_is_added_and_tested_by_hand(committed_db, open_as):  # noqa: F811
    page = open_as("Ada", "/settings/webhooks/", width=380, bypass_csp=True)
    assert faults(page, BOTH_THEMES) == []
    page.get_by_role("link", name="New webhook").first.click()
    page.get_by_label("Name").fill("Status page of the operations team")
    page.get_by_label("Address").fill("https://hooks.example/helpdesk/2f8a7c1e5b6d4a3f9c0e1d2b3a4f5e6d7c8b9a0f")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Status page of the operations team").wait_for()
    page.get_by_text("Secret", exact=True).click()
    page.get_by_role("button", name="Send a test").click()
    page.get_by_text("webhook.test", exact=True).wait_for()
    assert faults(page, BOTH_THEMES) == []
    page.goto(page.url.split("/settings/")[0] + "/settings/webhooks/")
    assert faults(page, BOTH_THEMES) == []
