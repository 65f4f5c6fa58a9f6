"""The composer in a real browser: two at one ticket, and what is typed is neither lost nor sent past anybody."""

import pytest
from playwright.sync_api import expect

from helpdesk.tenancy.context import use_tenant
from tests.factories.tickets import make_ticket
from tests.site import is_too_wide, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def ticket(open_as):
    """A ticket of Grace's, committed."""
    from helpdesk.tenancy.models import Tenant
    from tickets.models import Contact

    with use_tenant(Tenant.objects.get(slug="acme")):
        return make_ticket(Contact.objects.get(name="Grace Hopper"), subject="Nightly export stops")


def write(page, text, key="r"):
    page.keyboard.press(key)
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.type(text)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 320)])
def test_two_agents_collide_and_neither_is_sent_past_the_other(open_as, ticket, theme, width):
    path = f"/desk/tickets/{ticket.number}/"
    ada = open_as("Ada", path)
    write(ada, "Restart the proxy.")
    # Bo sees it above the composer, and writes all the same
    bo = open_as("Bo", path, theme=theme, width=width, bypass_csp=True)
    expect(bo.locator(".attendance")).to_contain_text("Ada is replying…")
    write(bo, "Which proxy?")
    ada.keyboard.press("Control+Enter")
    ada.wait_for_selector(".message[data-from=agent] >> text=Restart the proxy.")
    # what Ada said stops Bo's answer once
    bo.keyboard.press("Control+Enter")
    expect(bo.locator(".composer-newer")).to_contain_text("Restart the proxy.")
    expect(bo.locator(".composer-newer")).to_be_in_viewport()
    expect(bo.locator(".composer-text")).to_have_value("Which proxy?")
    assert violations(bo) == []
    assert not is_too_wide(bo)
    bo.keyboard.press("Control+Enter")
    bo.wait_for_selector(".message[data-from=agent] >> text=Which proxy?")
    expect(bo.locator(".composer-newer")).to_have_count(0)
    assert ada.mistakes + bo.mistakes == []


def test_who_gets_it_is_chosen_by_keyboard(open_as, ticket):
    page = open_as("Bo", f"/desk/tickets/{ticket.number}/", bypass_csp=True)
    page.get_by_label("Cc", exact=True).focus()
    page.keyboard.type("ida@northwind.test, jo@northwind.test,nobody")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_text(["ida@northwind.test", "jo@northwind.test", "nobody"])
    expect(page.locator(".chips-wrong").first).to_have_text("nobody: not a mail address")
    assert violations(page) == []
    # the wrong one goes by Backspace, another by walking to it
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    expect(page.locator(".chip")).to_have_text(["jo@northwind.test"])
    page.locator(".composer-bcc summary").press("Enter")
    page.get_by_role("textbox", name="Blind copy to").fill("boss@firm.test")
    page.keyboard.press("Escape")
    write(page, "Hello all")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message[data-from=agent] header")).to_contain_text("jo@northwind.test · blind copy to boss")
    assert page.mistakes == []
