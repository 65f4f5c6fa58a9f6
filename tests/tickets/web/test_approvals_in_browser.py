"""Approvals in a real browser: nothing for axe to find, nothing wider than a phone, decided by hand."""

import pytest

from tests.site import BOTH_THEMES, faults

pytestmark = pytest.mark.browser


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


@pytest.fixture
def number(committed_db):
    """A ticket, in a company with two kinds of approval."""
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tests.factories.tickets import make_ticket
    from tickets import contacts
    from tickets.models import ApprovalKind

    with use_tenant(Tenant.objects.get(slug="acme")):
        ApprovalKind.objects.update(is_active=True)
        ApprovalKind.objects.create(name="Deleting an account and all that belongs to it", limits={"manager": "0"})
        ruth = contacts.make_for("ruth@harbour.test", "Ruth")
        return make_ticket(ruth, subject="The nightly export stops", text="Since Monday.").number


def test_asked_by_one_and_granted_by_another(number, open_as):
    bo = open_as("Bo", f"/desk/tickets/{number}/approvals/", width=380, bypass_csp=True)
    assert faults(bo, BOTH_THEMES) == []
    bo.get_by_label("What", exact=True).select_option(label="Goodwill credit")
    bo.get_by_label("Amount").fill("120")
    bo.get_by_label("Why", exact=True).fill("The export failed twice this week and their office stood still.")
    bo.get_by_role("button", name="Grant or ask").click()
    bo.get_by_text("to be decided by").wait_for()
    assert faults(bo, BOTH_THEMES) == []
    bo.goto(bo.url.replace("approvals/", ""))
    assert faults(bo, BOTH_THEMES) == []
    mia = open_as("Mia", "/desk/approvals/", width=380, bypass_csp=True)
    assert faults(mia, BOTH_THEMES) == []
    mia.get_by_label("Answer").fill("Once.")
    mia.get_by_role("button", name="Grant", exact=True).click()
    mia.get_by_text("Granted: Mia").wait_for()
    ada = open_as("Ada", "/settings/approvals/", width=380, bypass_csp=True)
    assert faults(ada, BOTH_THEMES) == []
    ada.get_by_role("link", name="Goodwill credit").click()
    ada.get_by_label("What is granted").wait_for()
    assert faults(ada, BOTH_THEMES) == []
