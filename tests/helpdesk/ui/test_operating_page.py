"""The operators' page tells the installation's health at the bare domain, and nothing of any company."""

import base64
from datetime import timedelta

import pytest
from django.test import Client

from helpdesk.base import clock
from sla.models import Deadline, SweepState


def page(host="localhost"):
    return Client(SERVER_NAME=host).get("/operating/")


def test_figures_stand_there_without_a_company(acme, a_ticket):
    a_ticket(subject="Very secret")
    answer = page()
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "handled_in_the_minute_before" in text
    assert "Very secret" not in text
    assert "Acme" not in text


def test_what_needs_attention_stands_on_top(acme, a_ticket):
    a_ticket()
    Deadline.objects.update(fire_at=clock.now() - timedelta(minutes=5))
    SweepState.objects.update_or_create(pk=1, defaults={"stopped_at": clock.now()})
    text = page().content.decode()
    assert "deadlines wait for more than two minutes" in text
    assert "the database&#x27;s clock jumped ahead" in text


def test_a_companys_own_address_has_no_such_page(acme):
    assert page("acme.localhost").status_code in (302, 404)


def test_in_production_strangers_find_no_page(acme, settings):
    settings.DEMO = False
    assert page().status_code == 404


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("", 401),
        ("Bearer wrong", 401),
        ("Bearer open sesame", 200),
        ("Basic " + base64.b64encode(b"any:open sesame").decode(), 200),
        ("Basic " + base64.b64encode(b"open sesame").decode(), 401),
        ("Basic ???", 401),
        ("Basic " + base64.b64encode(b"x:\xff").decode(), 401),
    ],
)
def test_the_token_opens_it(acme, settings, header, status):
    settings.OPERATORS_TOKEN = "open sesame"
    answer = Client(SERVER_NAME="localhost").get("/operating/", headers={"Authorization": header})
    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer) == (status == 401)
