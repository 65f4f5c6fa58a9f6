"""The customer's own page says by when we promised to write, also once that is late."""

import pytest
from django.test import Client

from helpdesk.base import clock
from sla import commitments, sweeping
from tests.sla.worlds import utc
from tickets import conversation
from tickets.conversation import Words


@pytest.fixture
def promised(monday_morning, a_ticket, bo):
    ticket = a_ticket()
    message = conversation.reply(ticket, Words("We look into it."), by=bo)
    commitments.promise(message, utc("06-01 12:00"), by=bo)
    return ticket


def test_the_requester_reads_the_promise_and_that_it_is_late(promised, signed_in):
    grace: Client = signed_in("grace@northwind.test")
    page = grace.get(f"/requests/{promised.number}/").content.decode()
    assert "We promised you an update by" in page
    assert "1 Jun 2026, 14:00" in page
    assert "It is late" not in page
    with clock.at(utc("06-01 12:30")):
        sweeping.fire_all_due()
        assert "It is late, and we are sorry." in grace.get(f"/requests/{promised.number}/").content.decode()


def test_it_goes_with_the_answer(promised, signed_in, bo):
    conversation.reply(promised, Words("Done"), by=bo)
    page = signed_in("grace@northwind.test").get(f"/requests/{promised.number}/").content.decode()
    assert "We promised you an update by" not in page
