"""The pages in a real browser, over the test's own database: for what only a browser can tell."""

import os
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, connections
from django.test import Client
from django.test.testcases import LiveServerThread

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.js").read_text()


class _Static(StaticFilesHandler):
    def get_base_url(self):
        return "/static/"

    def serve(self, request):
        """A tab that goes from page to page fetches a file once, as from the real server."""
        response = super().serve(request)
        response["Cache-Control"] = "max-age=3600"
        return response


class _Thread(LiveServerThread):
    server_class = ThreadedWSGIServer

    def run(self):
        """As Django's, but each request closes its own connection: the threads are many and short."""
        try:
            self.httpd = self._create_server()
            self.port = self.httpd.server_address[1]
            self.httpd.set_app(_Static(WSGIHandler()))
            self.is_ready.set()
            self.httpd.serve_forever()
        except Exception as error:  # noqa: BLE001 told to the waiting test
            self.error = error
            self.is_ready.set()


@pytest.fixture
def site(committed_db, settings):
    """Acme's address, served from the test's database, whose rows are really committed."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the test's own thread
    connections.close_all()  # inside that loop Django keeps other connections: these would be forgotten
    thread = _Thread("127.0.0.1", None)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait(20)
    if thread.error:
        raise thread.error
    settings.PUBLIC_PORT = thread.port  # where pages lead to other hosts of ours
    yield f"http://acme.localhost:{thread.port}"
    thread.terminate()
    connections.close_all()
    _wait_until_alone()


def _wait_until_alone(seconds=10):
    """The browser is gone; its requests' threads give their connections back one by one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.1)


@pytest.fixture
def open_as(site, browser, django_db_blocker):
    """`open_as("Bo", "/desk/", theme="dark", width=320)`: the page as that agent sees it; `page.mistakes` collects.
    With `tab`, a page it gave before, that one goes there: what it has fetched already need not come again."""
    key_of = {}

    def open_page(name, path, *, theme="light", width=1280, height=860, bypass_csp=False, tab=None):
        if tab:
            tab.mistakes.clear()
            tab.goto(site + path)
            settle(tab)
            return tab
        if name not in key_of:
            key_of[name] = _session(name)
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, bypass_csp=bypass_csp
        )
        context.add_cookies([{"name": "staff_session", "value": key_of[name], "url": site}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.mistakes = []
        page.on("pageerror", lambda error: page.mistakes.append(str(error)))
        _watch_requests(page)
        page.goto(site + path)
        settle(page)
        return page

    with django_db_blocker.unblock():
        yield open_page
        connections.close_all()


def settle(page) -> None:
    """Wait until the page has asked for nothing more for a moment: Playwright's own "networkidle" waits half a second,
    which all the pages of the suite together pay for in minutes."""
    quiet = 0
    while quiet < 4:
        page.wait_for_timeout(30)
        quiet = 0 if page.flying else quiet + 1


def _watch_requests(page) -> None:
    """`page.flying` has what the page asked for and did not get yet, the stream of live hints aside."""
    page.flying = set()
    page.on("request", lambda one: page.flying.add(one) if one.resource_type != "eventsource" else None)
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda one: page.flying.discard(one))


def _session(name):
    """A staff session of Acme's agent; signing in by form is the sign-in's own story."""
    from helpdesk.accounts.middleware import SESSION_TENANT
    from helpdesk.accounts.models import Agent
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant

    tenant = Tenant.objects.get(slug="acme")
    with use_tenant(tenant):
        client = Client(SERVER_NAME="acme.localhost")
        client.force_login(Agent.objects.select_related("user").get(name=name).user)
        session = client.session
        session[SESSION_TENANT] = tenant.pk
        session.save()
    return session.session_key


LOOKS = (("light", 1440), ("dark", 380))  # themes and widths
BOTH_THEMES = (("light", None), ("dark", None))
# Only what is wrong comes back: to carry all that was looked at took as long as looking.
VIOLATIONS = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"], preload: false})
  return violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({target}) => target)}`)
}"""
STILL = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important }")
  document.adoptedStyleSheets.push(sheet)
}"""


def walk(open_as, name, paths):
    """Go from page to page in one tab; gives each path with the page."""
    page = None
    for path in paths:
        page = open_as(name, path, width=LOOKS[0][1], bypass_csp=True, tab=page)
        yield path, page


def faults_by_path(pages, looks=LOOKS) -> dict[str, list[str]]:
    """The faults of the pages of such a walk, of those that have any."""
    return {path: found for path, page in pages if (found := faults(page, looks))}


def faults(page, looks=()) -> list[str]:
    """What is wrong with the page, one line each: what axe finds, what its scripts complain of, whether it scrolls
    sideways; with `looks` in each of them. The page must be opened with `bypass_csp`. With SHOTS=folder each look
    leaves a picture there."""
    if not looks:
        return _seen(page) + page.mistakes
    size, found = page.viewport_size, []
    page.evaluate(STILL)  # colours on their way from one theme to the other are neither's
    for theme, width in looks:
        page.emulate_media(color_scheme=theme)
        if width:
            page.set_viewport_size(size | {"width": width})
        found += [f"{theme}: {each}" for each in _seen(page)]
    page.set_viewport_size(size)
    return found + page.mistakes


def _seen(page) -> list[str]:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=_picture(Path(folder), page), full_page=True)
    page.evaluate(AXE)
    return page.evaluate(VIOLATIONS) + ["too wide"] * is_too_wide(page)


def _picture(folder: Path, page) -> Path:
    """A name that no picture has yet: where the page is, how wide it is and in which theme."""
    theme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    place = "-".join(part for part in urlsplit(page.url).path.split("/") if part) or "front"
    name = f"{place}-{page.viewport_size['width']}-{theme}"
    return folder / f"{name}-{len(list(folder.glob(f'{name}-*.png')))}.png"


def is_too_wide(page) -> bool:
    """Whether the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
