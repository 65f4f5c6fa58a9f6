"""A real Chromium, and what a person does with it."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

PATIENCE_MS = 15_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium where there is one, else Playwright's own."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Shared:
    """One Chromium for all tests of a process: a start costs a second of a processor, a context next to nothing.

    Playwright keeps its loop marked as running in this thread, in which Django refuses to ask the database; the mark is
    taken away while no test uses the browser.
    """

    def __init__(self, browser: Browser):
        self.browser, self.loop = browser, asyncio.get_running_loop()
        self._mark(None)

    @contextmanager
    def lent(self) -> Iterator[Browser]:
        """The browser for one test; whatever it opened is closed after it."""
        self._mark(self.loop)
        try:
            yield self.browser
            for context in self.browser.contexts:
                context.close()
        finally:
            self._mark(None)

    def take_back(self) -> None:
        """Before Playwright ends."""
        self._mark(self.loop)

    def _mark(self, loop):
        asyncio._set_running_loop(loop)


def new_page(browser: Browser) -> Page:
    """A page of a browser nobody signed in with; its script errors are kept in `page.mistakes`."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.mistakes = []
    page.on("pageerror", lambda error: page.mistakes.append(str(error)))
    return page


def sign_in(page: Page, address: str, email: str, password: str) -> Page:
    """Through the sign-in form of the company at `address`."""
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/**")
    return page
