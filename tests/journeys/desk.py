"""What an agent does at the desk, in a browser that is signed in."""

import re

from playwright.sync_api import Page

from tests.journeys.product import Product


def write(page: Page, text: str) -> None:
    """Type into the composer, be it plain or rich by now."""
    field = page.locator("trix-editor:visible, textarea.composer-text:visible").first
    field.click()
    page.keyboard.type(text)


def number_of(page: Page, product: Product, subject: str) -> int | None:
    row = fetched(page, product.url(path="/desk/queues/open/?order=latest"))
    found = re.search(r'data-number="(\d+)"(?:(?!data-number).)*' + re.escape(subject), row, re.DOTALL)
    return int(found[1]) if found else None


def fetched(page: Page, address: str) -> str:
    """What the signed-in browser gets from an address, without leaving its page."""
    return page.evaluate("address => fetch(address).then(answer => answer.text())", address)
