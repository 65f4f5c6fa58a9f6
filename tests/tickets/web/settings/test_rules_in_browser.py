"""Writing a rule in a real browser: a chosen field brings its values, and nothing is there for axe to find."""

import pytest

from tests.site import BOTH_THEMES, faults

pytestmark = pytest.mark.browser


def test_a_rule_is_written_tried_and_kept(committed_db, open_as):
    page = open_as("Ada", "/settings/rules/new/", width=380, bypass_csp=True)
    assert faults(page, BOTH_THEMES) == []
    page.get_by_label("Name").fill("Calm down")
    page.get_by_label("A ticket is opened").check()
    # when a field is chosen, its comparisons and values come
    page.locator("[name=conditions-0-field]").select_option("priority")
    page.locator("#conditions-0-asked").get_by_label("Urgent").check()
    page.locator("[name=actions-0-do]").select_option("note")
    page.locator("[name=actions-0-text]").fill("Breathe, {{contact.first_name}}")
    assert faults(page, BOTH_THEMES) == []
    # further rows keep what was written
    page.get_by_role("button", name="More rows").first.click()
    page.locator("[name=conditions-3-field]").wait_for()
    assert page.locator("#conditions-0-asked").get_by_label("Urgent").is_checked()
    page.get_by_role("button", name="Try it on tickets of the last 90 days").click()
    page.get_by_role("heading", name="On tickets of the last 90 days").wait_for()
    assert faults(page, BOTH_THEMES) == []
    # Enter keeps it
    page.get_by_label("Name").press("Enter")
    page.get_by_role("link", name="Calm down").wait_for()
    assert faults(page, BOTH_THEMES) == []
