"""Promised updates by API: made with a reply, listed with how they ended."""

from datetime import timedelta

from helpdesk.base import clock
from sla import sweeping
from tickets import lifecycle
from tickets.models import Message, Status

BODY = {"text": "We look into it.", "promised_for": "2026-06-01T12:00:00Z"}


def test_a_reply_promises_the_next_update(api_of, bo, a_ticket, monday_morning):
    ticket, api = a_ticket(), api_of(bo)
    made = api.post(f"tickets/{ticket.number}/commitments", BODY)
    assert made.status_code == 201
    assert made.json()["state"] == "open"
    said = Message.objects.get(pk=made.json()["message"]).text
    assert said == f"We look into it.\n\n{made.json()['words']}"
    with clock.at(monday_morning + timedelta(days=1)):
        sweeping.fire_all_due()
        listed = api.get(f"tickets/{ticket.number}/commitments").json()["results"]
    assert [(one["state"], one["missed_at"]) for one in listed] == [("missed", "2026-06-01T12:00:00Z")]


def test_a_repeated_request_promises_once(api_of, bo, a_ticket, monday_morning):
    ticket, api = a_ticket(), api_of(bo)
    for _n in range(2):
        answer = api.post(f"tickets/{ticket.number}/commitments", BODY, headers={"Idempotency-Key": "a"})
        assert answer.status_code == 201
    assert Message.objects.filter(ticket=ticket, kind="agent").count() == 1


def test_the_past_is_not_promised(api_of, bo, a_ticket, monday_morning):
    ticket, api = a_ticket(), api_of(bo)
    answer = api.post(f"tickets/{ticket.number}/commitments", BODY | {"promised_for": "2026-06-01T07:00:00Z"})
    assert answer.status_code == 400
    assert "promised_for" in answer.content.decode()
    assert not Message.objects.filter(ticket=ticket, kind="agent").exists()


def test_a_closed_ticket_promises_nothing(api_of, bo, a_ticket, monday_morning):
    from helpdesk.events.actors import Actor

    ticket = a_ticket()
    lifecycle.set_status(ticket, Status.objects.default_of("closed"), by=Actor.agent(bo))
    answer = api_of(bo).post(f"tickets/{ticket.number}/commitments", BODY)
    assert answer.status_code == 400
