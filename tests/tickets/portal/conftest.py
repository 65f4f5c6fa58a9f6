"""Customers in a browser: strangers, and those who opened the link they were mailed."""

import re

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def _at_acme(acme):
    """Every story here plays at Acme."""


@pytest.fixture
def mailed(acme):
    """The newest mail of a purpose: `mailed("sign_in")` is (recipient, text), None where there is none."""
    from email import message_from_bytes, policy

    from helpdesk.mailout.models import OutgoingMail
    from helpdesk.tenancy import storage

    def newest(purpose):
        row = OutgoingMail.objects.filter(purpose=purpose).newest_first().first()
        if row is None:
            return None
        mail = message_from_bytes(storage.read(row.content_key), policy=policy.default)
        return row.recipient, mail.get_body(("plain",)).get_content()

    return newest


@pytest.fixture
def link_in(mailed):
    """The path of the link in the newest mail of a purpose."""
    return lambda purpose="sign_in": re.search(r"http://acme\.localhost:\d+(/sign-in/\S+)", mailed(purpose)[1])[1]


@pytest.fixture
def signed_in(acme, link_in):
    """`signed_in("grace@northwind.test")` is a browser whose owner asked for a link and pressed its button."""

    def sign_in(address):
        browser = Client(SERVER_NAME="acme.localhost")
        browser.post("/sign-in/", {"address": address})
        browser.post(link_in())
        return browser

    return sign_in


@pytest.fixture
def graces(signed_in):
    """Grace's browser, signed in."""
    return signed_in("grace@northwind.test")
