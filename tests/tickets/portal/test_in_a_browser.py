"""The help centre in a real Chromium: readable by everybody, on every width, without any script."""

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect

from tests.pdfs import a_pdf
from tests.pictures import a_picture
from tests.site import AXE, VIOLATIONS

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen_ohne_Leerzeichen" * 2

pytestmark = pytest.mark.browser


@pytest.fixture
def _at_acme():
    """These stories commit; they open scopes of their own."""


@pytest.fixture
def site(committed_db):
    """The running site, with a help centre, a request of Grace's and her session: (address, cookie, paths)."""
    cookie, paths = _write_and_ask()
    connections.close_all()
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://acme.localhost:{server.port}", cookie, paths
    server.terminate()


def _write_and_ask():
    from helpdesk.accounts.models import Agent
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from knowledge import writing
    from knowledge.models import Section
    from tickets import attachments, contact_sessions, conversation
    from tickets.conversation import Words
    from tickets.requesting import Asked, ask

    with use_tenant(Tenant.objects.get(slug="acme")):
        mia = Agent.objects.get(name="Mia")
        section = Section.objects.open_to_everyone().in_order().first()
        table = f"| Plan | Limit |\n|---|---|\n| Free | {LONG} |"
        body = f"## What you see\n\nIt stops, see `{LONG}`.\n\n{table}\n\n1. Split\n2. Start"
        for title in ("Exports that stop", f"Exports and {LONG}"[:150]):
            article = writing.publish(writing.draft(title, body, section=section, by=mia), by=mia)
        _, token = contact_sessions.make_link("grace@northwind.test")
        _, grace, cookie = contact_sessions.use_link(token)
        ticket, _ = ask(Asked(f"Export {LONG}", f"It stops. {LONG * 5}", "once"), contact=grace)
        files = [attachments.keep(a_picture("PNG"), f"{LONG}.png"), attachments.keep(a_pdf(2), "plan.pdf")]
        words = Words(text="Split it.", html=f"<p>Split it. <b>{LONG}</b></p>")
        conversation.reply(ticket, words, by=mia, attachments=[*files, attachments.keep(b"lines", "log.txt")])
        section_path = f"/help/sections/{section.slug}/"
    article_path = f"/help/articles/{article.slug}/"
    spent = "/sign-in/never-was-one/"
    return cookie, {
        "visitor": ["/", "/help/", section_path, article_path, "/help/search/?q=export", "/help/search/?q=zebra"]
        + ["/requests/new/?subject=export", "/sign-in/", "/sign-in/sent/", spent, "/requests/sent/ACME-1/?mailed"],
        "customer": ["/", "/requests/", f"/requests/{ticket.number}/", "/requests/new/"],
    }


@pytest.mark.parametrize(
    ("scheme", "width", "scripts"), [("light", 1440, True), ("dark", 380, True), ("light", 320, False)]
)
def test_every_page_fits_is_accessible_and_needs_no_script(site, browser, scheme, width, scripts):
    address, cookie, paths = site
    wrong = {}
    for who, visited in paths.items():
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts
        )
        if who == "customer":
            context.add_cookies([{"name": "portal_session", "value": cookie, "url": address}])
        page = context.new_page()
        mistakes = []
        page.on("pageerror", lambda error, said=mistakes: said.append(str(error)))
        for path in visited:
            page.goto(address + path)
            if not scripts:
                assert page.get_by_role("main").is_visible()
                continue
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            page.evaluate(AXE)
            wrong |= {f"{who} {path}": found} if (found := page.evaluate(VIOLATIONS)) else {}
        assert mistakes == []
    assert wrong == {}


def test_a_vote_a_search_and_a_request_work_without_scripts(site, browser):
    address, _, paths = site
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.get_by_role("searchbox").fill("my export stops")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Exports that stop").click()
    page.get_by_role("button", name="No").click()
    page.get_by_label("What was missing").fill("A picture")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Write a request").click()
    assert page.get_by_label("Subject").input_value() == "Exports that stop"
    page.get_by_label("Your mail address").fill("new@person.test")
    page.get_by_label("Description").fill("It still stops.")
    page.get_by_role("button", name="Send request").click()
    assert "We have your request" in page.get_by_role("heading", level=1).inner_text()


def test_suggestions_come_while_one_writes(site, browser):
    address, _, _ = site
    page = browser.new_page()
    page.goto(f"{address}/requests/new/")
    page.get_by_label("Subject").press_sequentially("export stops")
    page.get_by_role("link", name="Exports that stop").wait_for()
    assert page.get_by_label("Subject").input_value() == "export stops"


def test_an_article_page_loads_no_script(site, browser):
    address, _, paths = site
    page = browser.new_page()
    scripts = []
    page.on("request", lambda request: scripts.append(request.url) if request.resource_type == "script" else None)
    page.goto(address + paths["visitor"][3])
    assert scripts == []


@pytest.mark.parametrize("width", [1440, 380])
def test_pictures_and_pdfs_of_a_request_open_one_after_the_other(site, browser, width):
    address, cookie, paths = site
    scheme = "dark" if width == 380 else "light"
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    context.add_cookies([{"name": "portal_session", "value": cookie, "url": address}])
    page = context.new_page()
    refused = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.goto(address + paths["customer"][2])
    plan = page.get_by_role("link", name="plan.pdf")
    expect(plan.locator("img")).to_be_visible()
    plan.click()
    gallery = page.get_by_role("dialog")
    expect(gallery.get_by_role("heading")).to_have_text("plan.pdf")
    expect(gallery.get_by_role("status")).to_have_text("2/2")
    gallery.get_by_role("button", name="Next picture").click()
    expect(gallery.get_by_role("heading")).to_have_text("plan.pdf · 2")
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []
    page.keyboard.press("Escape")
    expect(plan).to_be_focused()
    page.get_by_role("link", name="log.txt").click(trial=True)
    assert [one for one in refused if "404" not in one] == []  # beyond the last page
