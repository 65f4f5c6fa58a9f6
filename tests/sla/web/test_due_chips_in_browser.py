"""Due chips count down in the browser by themselves; a promised update is chosen by keyboard, never sent by that."""

import pytest

from tests.site import faults, settle

pytestmark = pytest.mark.browser


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


@pytest.fixture
def ticket(committed_db):
    """A ticket due in two hours of calendar time, at risk in an hour and a half."""
    from datetime import timedelta

    from helpdesk.base import clock
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tests.factories.tickets import make_ticket
    from tickets.models import Contact, Ticket

    with use_tenant(Tenant.objects.get(slug="acme")):
        made = make_ticket(Contact.objects.first(), subject="It stops")
        due = clock.now() + timedelta(hours=2, minutes=5)
        risk = due - timedelta(minutes=30)
        Ticket.objects.filter(pk=made.pk).update(due_at=due, at_risk_from=risk, due_calendar=None)
        return made.number


def chip(page) -> tuple[str, str]:
    found = page.locator(".row .due").first
    return found.inner_text(), found.get_attribute("data-tone")


def test_a_chip_counts_down_turns_and_asks_nobody(ticket, open_as):
    page = open_as("Bo", "/desk/queues/open/", bypass_csp=True)
    page.clock.install()
    page.reload()
    settle(page)
    assert chip(page) in (("2 h 5 min", "plain"), ("2 h 4 min", "plain"))
    page.clock.fast_forward("01:40:00")
    page.wait_for_timeout(50)
    assert chip(page)[1] == "warn"
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward("00:35:00")
    assert chip(page)[1] == "late"
    assert "min late" in chip(page)[0]
    assert not [url for url in asked if "/desk/hours/" in url or "/desk/queues/" in url]


def test_an_update_is_promised_by_keyboard(ticket, open_as):
    page = open_as("Bo", f"/desk/tickets/{ticket}/", bypass_csp=True)
    page.keyboard.press("d")
    page.get_by_text("The customer hears from us again by").wait_for()
    assert faults(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_text("The customer hears from us again by").wait_for(state="hidden")
    assert page.locator("[data-promised]").inner_text().startswith("Update by ")
    assert page.url.endswith(f"/desk/tickets/{ticket}/")
