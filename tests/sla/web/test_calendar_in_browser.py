"""The pages of a calendar in a real browser: nothing for axe to find, nothing wider than a phone."""

import os

import pytest

from tests.site import is_too_wide, violations

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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 380])
def test_the_pages_of_a_calendar_are_accessible_and_fit(calendar_pk, open_as, theme, width):
    wrong = {}
    for path in ("year/2026/", "holidays/?country=DE&region=BE&first=2026&last=2026"):
        page = open_as("Ada", f"/settings/calendars/{calendar_pk}/{path}", theme=theme, width=width, bypass_csp=True)
        found = violations(page) + page.mistakes + (["too wide"] if is_too_wide(page) else [])
        wrong |= {path: found} if found else {}
        if folder := os.environ.get("SHOTS"):
            page.screenshot(
                path=f"{folder}/{path.replace('/', '-').partition('?')[0]}{theme}-{width}.png", full_page=True
            )
    assert wrong == {}
