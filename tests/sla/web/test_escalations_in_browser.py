"""Escalations, what a level asks, the matrix and the lines of routing in a real browser: written, read, printed."""

import pytest

from tests.site import BOTH_THEMES, faults

pytestmark = pytest.mark.browser


def test_the_ways_up_are_written_and_read(committed_db, open_as):
    page = open_as("Ada", "/settings/escalations/new/", width=380, bypass_csp=True)

    def is_fine() -> None:
        assert faults(page, BOTH_THEMES) == []

    # an escalation rule: the chosen action brings what it needs to know
    page.get_by_label("Name").fill("Nobody took it")
    page.locator("[name=trigger]").select_option("unassigned")
    page.locator("[name=amount]").fill("30")
    page.locator("[name=actions-0-do]").select_option("notify")
    page.locator("#actions-0-asked").get_by_label("the team's lead").check()
    is_fine()
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("link", name="Nobody took it").wait_for()
    is_fine()
    # what a level asks
    page.goto(page.url.replace("/escalations/", "/escalation-matrix/questions/new/"))
    is_fine()
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("heading", name="What a level asks").wait_for()
    is_fine()
    # all of it for paper: nothing but the matrix is printed
    page.get_by_role("link", name="To print").click()
    page.get_by_role("heading", name="What happens by itself").wait_for()
    is_fine()
    page.emulate_media(media="print")
    assert not page.locator(".rail").is_visible()
    assert page.get_by_text("Nobody took it").is_visible()
    page.emulate_media(media="screen")
    # which team gets a new ticket
    page.goto(page.url.replace("/escalation-matrix/print/", "/routing/lines/new/"))
    page.locator("[name=conditions-0-field]").select_option("channel")
    page.locator("#conditions-0-asked").get_by_label("Chat").check()
    page.locator("[name=team]").select_option(index=1)
    is_fine()
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("link", name="Channel is one of Chat").wait_for()
    is_fine()
