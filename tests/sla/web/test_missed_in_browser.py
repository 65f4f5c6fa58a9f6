"""The pages of missed promises in a real browser: nothing for axe to find, nothing wider than a phone."""

import pytest

from tests.site import BOTH_THEMES, faults

pytestmark = pytest.mark.browser


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


@pytest.fixture
def missed(committed_db):
    from datetime import timedelta

    from helpdesk.base import clock
    from helpdesk.events.delivering import deliver_all
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from sla import sweeping
    from tests.factories.tickets import make_ticket
    from tickets.models import Contact

    with use_tenant(Tenant.objects.get(slug="acme")):
        now = clock.now()
        with clock.at(now - timedelta(days=9)):
            make_ticket(Contact.objects.first(), subject="A subject without_any_blank_" + "in_it_" * 20)
        sweeping.fire_all_due()
        deliver_all()


def test_list_and_preview_are_accessible_and_fit(missed, open_as):
    page = open_as("Mia", "/desk/missed/", width=380, bypass_csp=True)
    assert faults(page, BOTH_THEMES) == []
    page.locator("[name=clock]").first.check()
    page.get_by_role("button", name="Waive the chosen").click()
    page.get_by_label("Reason").wait_for()
    assert faults(page, BOTH_THEMES) == []
