"""Phone calls: answering one is answering the customer; a message left on the machine waits (sla.md §7)."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from metrics.models import ReplyFact
from metrics.refreshing import refresh
from sla import replay
from sla.models import Clock, Policy
from tests.api import api_of, fields_named  # noqa: F401 fixture
from tickets import calls, lifecycle
from tickets.conversation import Words
from tickets.models import Message, Ticket

CALL = {
    "requester": {"email": "grace@northwind.test"},
    "subject": "The export",
    "text": "Told her how.",
    "spoken": True,
}
PAGE = "/desk/calls/new/"


def response(ticket, metric="first_response") -> Clock:
    return Clock.objects.get(ticket=ticket, metric=metric)


def test_an_answered_call_has_given_the_first_response(grace, bo, monday_morning):
    ticket = calls.open_with(grace, "The export", Words(text="Told her how."), by=bo, spoken=True)
    one = response(ticket)
    assert (one.state, one.satisfied_at, one.started_at) == ("satisfied", monday_morning, monday_morning)
    assert (ticket.assignee, ticket.channel, ticket.status_category) == (bo, "phone", "open")
    assert Policy.objects.get(name="Phone").pk == one.policy_version.policy_id
    assert replay.differences(ticket, clock.now()) == []


def test_the_waiting_room_counts(grace, bo, monday_morning):
    long = calls.open_with(grace, "x", Words(text="x"), by=bo, spoken=True, waited_seconds=600)
    assert (response(long).started_at, response(long).satisfied_at) == (
        monday_morning - timedelta(minutes=10),
        monday_morning,
    )
    assert replay.differences(long, clock.now()) == []


def test_a_message_on_the_machine_waits_since_it_was_left(grace, bo, monday_morning):
    with clock.at(monday_morning + timedelta(hours=2)):
        ticket = calls.open_with(grace, "x", Words(text="Call me."), by=bo, spoken=False, waited_seconds=3600)
        one = response(ticket)
    assert (one.state, one.started_at) == ("running", monday_morning + timedelta(hours=1))
    assert (ticket.assignee, ticket.status_category) == (None, "new")


def test_a_call_on_a_ticket_answers_what_waited(a_ticket, bo, monday_morning):
    ticket = a_ticket()
    with clock.at(monday_morning + timedelta(minutes=10)):
        message = calls.log(ticket, Words(text="Told her how."), by=bo, spoken=True)
    assert (response(ticket).state, message.kind, message.channel) == ("satisfied", "note", "phone")
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.first_reply_at, ticket.status_category) == (monday_morning + timedelta(minutes=10), "open")


def test_a_message_left_about_a_ticket_asks_again(a_ticket, bo, monday_morning):
    ticket = a_ticket()
    calls.log(ticket, Words(text="Told her how."), by=bo, spoken=True)
    with clock.at(monday_morning + timedelta(hours=1)):
        said = calls.log(ticket, Words(text="Still."), by=bo, spoken=False)
    assert (said.kind, Ticket.objects.get(pk=ticket.pk).last_customer_message_at) == (
        Message.Kind.CUSTOMER,
        monday_morning + timedelta(hours=1),
    )


def test_no_mail_leaves_and_the_figures_count_the_answer(grace, bo, mailoutbox, monday_morning):
    ticket = calls.open_with(grace, "x", Words(text="x"), by=bo, spoken=True, waited_seconds=90)
    refresh()
    assert [one.seconds for one in ReplyFact.objects.filter(ticket=ticket)] == [90]
    assert mailoutbox == []


def test_a_closed_ticket_takes_no_call(a_ticket, bo):
    from helpdesk.events.actors import Actor
    from tickets.models import Status

    ticket = a_ticket()
    lifecycle.set_status(ticket, Status.objects.default_of("closed"), by=Actor.agent(bo))
    with pytest.raises(lifecycle.TicketClosed):
        calls.log(ticket, Words(text="x"), by=bo, spoken=True)


def test_a_caller_is_found_by_the_number_or_made(client_of, bo, monday_morning):
    form = {
        "phone": "+49 30 123",
        "name": "Zoe",
        "address": "",
        "subject": "Invoice",
        "spoken": "yes",
        "text": "Sent it.",
    }
    form |= {"waited_minutes": "2", "priority": "2", "team": "", "then": ""}
    client = client_of(bo)
    assert client.get(PAGE).status_code == 200
    for _n in range(2):
        assert client.post(PAGE, form).status_code == 303
    first, second = Ticket.objects.select_related("requester").order_by("number")
    assert (first.requester.name, first.requester_id) == ("Zoe", second.requester_id)
    assert response(first).started_at == monday_morning - timedelta(minutes=2)
    # when nobody is named
    answer = client.post(PAGE, form | {"phone": "", "name": ""})
    assert (answer.status_code, "Say who called" in answer.content.decode()) == (422, True)


def test_a_call_about_a_ticket_is_written_down_on_it(client_of, bo, a_ticket):
    ticket, client = a_ticket(), client_of(bo)
    where = f"{PAGE}?ticket={ticket.number}"
    assert f"ACME-{ticket.number}" in client.get(where).content.decode()
    assert client.post(where, {"spoken": "yes", "text": "Sent it.", "then": ""}).status_code == 303
    assert Message.objects.filter(ticket=ticket, kind="note", channel="phone").count() == 1
    assert client.get(f"{PAGE}?ticket=999999").status_code == 404


def test_calls_by_api(api_of, bo, lin, a_ticket, monday_morning):  # noqa: F811
    api = api_of(bo)
    made = [api.post("calls", CALL | {"waited_s": 30}, headers={"Idempotency-Key": "a"}) for _n in range(2)]
    assert ([one.status_code for one in made], Ticket.objects.count()) == ([201, 201], 1)
    assert (made[0].json()["channel"], made[0].json()["assignee"]["name"]) == ("phone", "Bo")
    ticket = a_ticket()
    about = {"ticket": ticket.number, "text": "Sent it.", "spoken": True, "status": "resolved"}
    assert api.post("calls", about).json()["status"]["category"] == "resolved"
    assert fields_named(api.post("calls", about | {"subject": "x"})) == {"subject"}
    assert fields_named(api.post("calls", {"text": "x", "spoken": True})) == {"requester", "subject"}
    assert fields_named(api.post("calls", CALL | {"spoken": False, "status": "open"})) == {"status"}
    assert api_of(lin).post("calls", CALL).status_code == 403


def test_a_chat_has_the_promises_of_chats(api_of, bo, monday_morning):  # noqa: F811
    """The program opens it when the visitor begins to wait; the first message of a human ends it."""
    body = {"subject": "x", "requester": {"email": "grace@northwind.test"}, "message": {"text": "x"}, "channel": "chat"}
    api = api_of(bo)
    number = api.post("tickets", body).json()["number"]
    ticket = Ticket.objects.get(number=number)
    assert (response(ticket).target_seconds, response(ticket).policy_version.policy.name) == (60, "Chat")
    with clock.at(monday_morning + timedelta(seconds=40)):
        api.post(f"tickets/{number}/messages", {"kind": "reply", "text": "Hello"})
    assert (response(ticket).state, response(ticket).satisfied_at) == (
        "satisfied",
        monday_morning + timedelta(seconds=40),
    )
