"""New tickets, messages to somebody else, forwards in a browser: what was typed outlives tab, session and crash."""

import pytest
from playwright.sync_api import expect

from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.factories.tickets import make_ticket
from tests.site import faults
from tickets import side_conversations
from tickets.conversation import Words
from tickets.models import Contact

pytestmark = pytest.mark.browser


@pytest.fixture
def paths(open_as):
    """The pages on which agents write besides the composer."""
    from helpdesk.accounts.models import Agent

    with use_tenant(Tenant.objects.get(slug="acme")):
        ticket = make_ticket(Contact.objects.get(name="Grace Hopper"), subject="Nightly export stops", text="At one.")
        bo = Agent.objects.get(name="Bo")
        side = side_conversations.start(ticket, ["vera@vendor.test"], "Exports", Words(text="Well?"), by=bo)
        base = f"/desk/tickets/{ticket.number}/side/"
        return {
            "new": "/desk/tickets/new/",
            "side": base,
            "forward": f"{base}?message=newest",
            "answer": f"{base}{side.pk}/",
        }


def write(page, text):
    page.get_by_role("textbox", name="Message").focus()
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.type(text)


def fill_people(page, kind):
    if kind == "new":
        page.get_by_label("Customer's mail address").fill("jo@x.test")
        page.get_by_label("Subject").fill("Broken")
        page.get_by_label("An internal note").check()
        page.get_by_label("Priority").select_option("4")
    elif kind in ("side", "forward"):
        page.get_by_label("To", exact=True).fill("vendor@v.test")
        page.get_by_label("Subject").fill("About exports")


def require_people(page, kind):
    if kind == "new":
        expect(page.get_by_label("Customer's mail address")).to_have_value("jo@x.test")
        expect(page.get_by_label("An internal note")).to_be_checked()
        expect(page.get_by_label("Priority")).to_have_value("4")
    elif kind in ("side", "forward"):
        expect(page.locator(".chip")).to_have_text("vendor@v.test")
    if kind != "answer":
        expect(page.get_by_label("Subject")).to_have_value("Broken" if kind == "new" else "About exports")


def saved(answer):
    return answer.request.method == "POST" and answer.url.endswith("/draft/") and answer.ok


@pytest.mark.parametrize("kind", ["new", "side", "forward", "answer"])
def test_what_was_typed_is_on_the_server_in_time_and_gone_once_sent(open_as, paths, kind):
    # given: typed, saved though nobody paused, and the browser crashed
    page = open_as("Bo", paths[kind])
    fill_people(page, kind)
    write(page, "Look at ")
    with page.expect_response(saved, timeout=3000):
        page.keyboard.type("this now.")
    with page.expect_response(saved, timeout=3000):
        page.keyboard.type(" Please.")
    expect(page.locator("[data-draft-state]")).to_have_text("Draft saved")
    page.context.close()
    # when another browser opens the page
    page = open_as("Bo", paths[kind], bypass_csp=True)
    # then
    expect(page.locator("[data-discards]")).to_contain_text("What you began here was kept.")
    assert page.locator(".composer-text").input_value().startswith("Look at this now. Please.")
    require_people(page, kind)
    assert faults(page) == []
    # and sent, it is gone here and there
    page.get_by_role("textbox", name="Message").focus()
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.press("Control+Enter")
    if kind == "answer":
        page.wait_for_selector(".message >> text=Look at this now. Please.")
    else:
        page.wait_for_url(lambda url: url.split("?")[0].rstrip("/").split("/")[-1].isdecimal())
    page.goto(page.url.split("/desk/")[0] + paths[kind])
    expect(page.locator("[data-discards]")).to_be_hidden()
    assert "Look at this" not in page.locator(".composer-text").input_value()
    assert page.mistakes == []


def test_a_session_that_ended_loses_nothing_of_a_new_ticket(open_as, paths):
    page = open_as("Bo", paths["new"])
    fill_people(page, "new")
    write(page, "Half a thou")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="staff_session")
    page.keyboard.type("ght")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies(cookies)
    page.goto(page.url.split("/accounts")[0] + paths["new"])
    expect(page.locator(".composer-text")).to_have_value("Half a thought")
    require_people(page, "new")
    page.get_by_role("textbox", name="Message").focus()
    expect(page.locator("trix-editor")).to_have_text("Half a thought")


def test_a_closed_tab_keeps_what_was_typed_last_and_another_goes_on_with_it(open_as, paths):
    page = open_as("Bo", paths["side"])
    fill_people(page, "side")
    write(page, "Well")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".composer-text")).to_have_value("Well")
    expect(other.locator(".chip")).to_have_text("vendor@v.test")
    page.close()
    other.get_by_role("textbox", name="Message").focus()
    expect(other.locator("trix-editor")).to_be_focused()
    other.keyboard.type("?")
    expect(other.locator(".composer-text")).to_have_value("Well?")
    other.goto("about:blank")
    again = open_as("Bo", paths["side"])
    expect(again.locator(".composer-text")).to_have_value("Well?")


def test_what_was_begun_is_thrown_away_here_and_on_the_server(open_as, paths):
    page = open_as("Bo", paths["side"])
    write(page, "Never mind")
    with page.expect_response(saved):
        fill_people(page, "side")
    page.reload()
    expect(page.locator(".composer-text")).to_have_value("Never mind")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("[data-discards]")).to_be_hidden()
    expect(page.locator(".composer-text")).to_have_value("")
    expect(page.locator(".chip")).to_have_count(0)
    page.reload()
    expect(page.locator(".composer-text")).to_have_value("")


def test_a_form_that_is_refused_keeps_what_was_typed(open_as, paths):
    page = open_as("Bo", paths["side"])
    page.get_by_label("Subject").fill("About exports")
    write(page, "Look at this")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[aria-invalid=true]", state="attached")
    expect(page.locator(".composer-text")).to_have_value("Look at this")
    page.get_by_label("To", exact=True).fill("vendor@v.test")
    page.get_by_role("textbox", name="Message").focus()
    expect(page.locator("trix-editor")).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Sent to vendor@v.test.")


def test_a_long_text_is_kept_on_the_server_too(open_as, paths):
    page = open_as("Bo", paths["forward"])
    write(page, "a")
    with page.expect_response(saved):
        page.evaluate("document.querySelector('trix-editor').editor.insertString('long '.repeat(14000))")
    page.context.close()
    again = open_as("Bo", paths["forward"])
    assert again.locator(".composer-text").input_value().startswith("along long")
