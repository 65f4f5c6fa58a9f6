"""A promised update stays with an answer that is not sent at once: in the draft, and until its hour."""

import pytest
from django.utils import timezone

from helpdesk.base import clock
from sla.models import Commitment
from tests.sla.worlds import utc
from tickets import scheduling
from tickets.models import Draft, Message

NINE_TOMORROW, NOON_TOMORROW = "2026-06-02T09:00", "2026-06-02T12:00"


@pytest.fixture
def write(client_of, bo):
    """`write(ticket, "draft", …)`: what Bo's composer sends about an answer to that address below the ticket."""

    def post(ticket, to, **typed):
        newest = Message.objects.filter(ticket=ticket).latest("pk").pk
        data = {"kind": "reply", "text": "We look into it.", "seen": newest} | typed
        return client_of(bo).post(f"/desk/tickets/{ticket.number}/{to}/", data)

    return post


def page_of(client, ticket) -> str:
    return client.get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_a_draft_remembers_which_update_was_chosen(monday_morning, a_ticket, client_of, bo, write):
    ticket = a_ticket()
    offer = "2026-06-01T15:00:00+00:00"
    assert write(ticket, "draft", update_by=offer).status_code == 200
    assert f'value="{offer}" checked' in page_of(client_of(bo), ticket)
    # when it is another day, the moment is not among the offers any more, and still what was chosen
    with clock.at(utc("06-01 16:00")):
        page = page_of(client_of(bo), ticket)
    assert 'value="own" checked' in page
    assert 'value="2026-06-01T17:00"' in page


def test_taking_the_promise_away_is_a_change_of_the_draft(monday_morning, a_ticket, write):
    ticket = a_ticket()
    write(ticket, "draft", update_by="own", update_by_own=NOON_TOMORROW)
    assert Draft.objects.get().parts == {"update_by": "own", "update_by_own": NOON_TOMORROW}
    write(ticket, "draft", update_by="")
    assert (Draft.objects.get().parts, Draft.objects.get().version) == ({}, 2)


def test_an_answer_sent_tomorrow_promises_from_then_on(monday_morning, a_ticket, write):
    ticket = a_ticket()
    sent = write(ticket, "messages", send_at=NINE_TOMORROW, update_by="own", update_by_own=NOON_TOMORROW)
    assert (sent.status_code, Commitment.objects.count()) == (303, 0)
    with clock.at(utc("06-02 07:00")), timezone.override("UTC"):  # as the worker's own clock shows
        assert scheduling.send_due([Draft.objects.get().pk]) == 1
    one = Commitment.objects.select_related("message").get()
    assert (one.promised_at, one.promised_for) == (utc("06-02 07:00"), utc("06-02 10:00"))
    assert one.message.text.endswith(one.words)


def test_an_update_promised_for_before_the_answer_leaves_is_refused(monday_morning, a_ticket, write):
    ticket = a_ticket()
    refused = write(ticket, "messages", send_at=NINE_TOMORROW, update_by="own", update_by_own="2026-06-02T08:00")
    assert refused.status_code == 422
    assert "We look into it." in refused.content.decode()
    assert not Draft.objects.filter(send_at__isnull=False).exists()
