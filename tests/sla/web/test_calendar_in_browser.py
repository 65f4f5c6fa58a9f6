"""The pages of a calendar in a real browser: nothing for axe to find, nothing wider than a phone."""

import pytest

from tests.site import BOTH_THEMES, faults, faults_by_path, walk

pytestmark = pytest.mark.browser


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


@pytest.fixture
def calendar_pk(committed_db):
    """The address part of a calendar with every sort of day."""
    from helpdesk.events.actors import Actor
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from sla import opening_hours
    from tests.sla.web.test_calendar_year import FORM

    with use_tenant(Tenant.objects.get(slug="acme")):
        return opening_hours.make("Berlin", FORM, by=Actor.system("test")).pk


def test_the_pages_of_a_calendar_are_accessible_and_fit(calendar_pk, open_as):
    year, holidays = "year/2026/", "holidays/?country=DE&region=BE&first=2026&last=2026"
    paths = [f"/settings/calendars/{calendar_pk}/{path}" for path in (year, holidays)]
    assert faults_by_path(walk(open_as, "Ada", paths)) == {}


def test_a_file_is_chosen_looked_at_and_taken_over(calendar_pk, open_as):
    from tests.sla.web.test_calendar_import import ics, timed, whole

    page = open_as("Ada", f"/settings/calendars/{calendar_pk}/", width=380, bypass_csp=True)
    assert faults(page, BOTH_THEMES) == []
    page.get_by_role("link", name="Calendar file").click()
    raw = ics(
        whole("20270302"),
        ["DTSTART;VALUE=DATE:20271224", "SUMMARY:Christmas Eve"],
        ["DTSTART;VALUE=DATE:20270501", "SUMMARY:A summary " + "without_any_blank_" * 5],
        timed(":20270310T080000Z", ":20270310T100000Z"),
        timed(":20270310T230000Z", ":20270311T010000Z"),
    )
    page.get_by_label("Calendar file (.ics)").set_input_files({"name": "days.ics", "mimeType": "", "buffer": raw})
    page.get_by_label("To the year").fill("2027")
    page.get_by_role("button", name="Show the days").click()
    page.get_by_role("heading", name="1 day contradicts hours somebody wrote").wait_for()
    assert faults(page, BOTH_THEMES) == []
    page.get_by_label("Replace the hours of 24 December 2027").check()
    page.get_by_role("button", name="Take over").click()
    page.get_by_role("heading", name="Berlin: 2027").wait_for()
    assert page.locator("td[title='closed, exception, Christmas Eve'] time").inner_text() == "24"
    assert faults(page, BOTH_THEMES) == []
