"""Alive and ready, as a load balancer hears it."""

import asyncio
import json
import threading
import time

import pytest
from django.db import connections

from helpdesk.base import figures
from helpdesk.serving import health
from helpdesk.serving.health import Health


@pytest.fixture
def ask(django_db_setup, django_db_blocker):
    """`ask(path, …)`: what is answered to these requests, made at the same time."""
    application = Health()

    async def one(path):
        said = []

        async def send(message):
            said.append(message)

        await application({"type": "http", "path": path, "method": "GET"}, None, send)
        return said[0]["status"], json.loads(said[1]["body"])

    async def all_at_once(paths):
        return await asyncio.gather(*map(one, paths))

    with django_db_blocker.unblock():
        yield lambda *paths: asyncio.run(all_at_once(paths))
        application.close()


def test_with_its_database_the_process_is_alive_and_ready(ask, monkeypatch):
    monkeypatch.setattr(figures, "_figures", {})
    assert ask("/healthz", "/readyz") == [
        (200, {"status": "alive"}),
        (200, {"status": "ready", "database": {"reachable": True}}),
    ]


def test_parts_of_the_product_say_how_they_are_and_one_that_cannot_hides_no_other(ask, monkeypatch):
    def broken():
        raise LookupError

    monkeypatch.setattr(figures, "_figures", {"sweep": lambda: {"alerts": ["late"]}, "mail": broken})
    status, report = ask("/readyz")[0]
    assert status == 200
    assert (report["sweep"], report["mail"]) == ({"alerts": ["late"]}, {"error": "LookupError"})


def test_without_its_database_it_is_alive_and_not_ready(ask, monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "HOST", "/nowhere")
    alive, ready = ask("/healthz", "/readyz")
    assert alive[0] == 200
    assert ready == (503, {"status": "not ready", "database": {"error": "OperationalError"}})


@pytest.mark.parametrize("token", ["", "open sesame"])
def test_strangers_hear_only_whether_it_is_ready(ask, monkeypatch, settings, token):
    monkeypatch.setattr(figures, "_figures", {"sweep": lambda: {"alerts": ["late"]}})
    settings.DEMO, settings.OPERATORS_TOKEN = False, token
    assert ask("/readyz") == [(200, {"status": "ready"})]


def test_a_look_that_lasts_is_not_waited_for_and_not_begun_twice(ask, monkeypatch):
    # given a look that does not come back
    looks, over = [], threading.Event()
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(health, "_look", lambda: looks.append(over.wait(5)) or {"database": {"reachable": True}})
    # when three ask
    begin = time.monotonic()
    answers = ask("/readyz", "/healthz", "/readyz", "/readyz")
    over.set()
    # then each hears in time that nothing is known
    assert [status for status, _ in answers] == [503, 200, 503, 503]
    assert time.monotonic() - begin < 1
    assert len(looks) <= 1
