"""How many statements an answer costs: a fixed number, however many rows it has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.events.actors import Actor
from tests.factories.tickets import make_ticket
from tickets import contacts, conversation, triage
from tickets.api import opening
from tickets.conversation import Words
from tickets.models import Tag

PATHS = {
    "tickets": 5,
    "contacts": 6,
    "organizations": 6,
    "agents": 6,
    "teams": 6,
    "tags": 4,
    "tickets/{number}/messages": 7,
    "tickets/{number}/events": 6,
}


def statements(call) -> int:
    """Statements of one request: the tenant's two included, savepoints and the directory (kept for seconds) not."""
    with CaptureQueriesContext(connection) as captured:
        assert call().status_code < 300
    return len(counted(captured))


def counted(captured) -> list:
    free = ("SAVEPOINT", 'FROM "tenancy_tenant"')
    return [query for query in captured.captured_queries if not any(word in query["sql"] for word in free)]


@pytest.fixture
def many(bo):
    """Makes tickets, each with its own requester, tags and messages."""

    def make(count: int):
        for _ in range(count):
            person = contacts.find_or_make(f"p{Tag.objects.count()}@new{Tag.objects.count()}.test")
            ticket = make_ticket(person)
            triage.change_tags(ticket, add=[f"t{Tag.objects.count()}", "all"], by=Actor.agent(bo))
            conversation.reply(ticket, Words(text="Hello"), by=bo)
        return ticket

    return make


def test_a_list_costs_the_same_however_many_rows_it_has(api_of, bo, many):
    # given
    ticket, api = many(2), api_of(bo)
    paths = {path: path.format(number=ticket.number) for path in PATHS}
    api.get("tickets")  # notes the token's use, once a minute; settings are read once
    few = {path: statements(lambda path=path: api.get(paths[path])) for path in PATHS}
    # when
    many(5)
    conversation.reply(ticket, Words(text="Again"), by=bo)
    # then
    assert few == {path: statements(lambda path=path: api.get(paths[path])) for path in PATHS}
    assert {path: few[path] for path in PATHS if few[path] > PATHS[path]} == {}


def test_reading_one_ticket_costs_little(api_of, bo, many):
    ticket, api = many(1), api_of(bo)
    api.get("me")
    assert statements(lambda: api.get(f"tickets/{ticket.number}")) <= 6


def test_opening_a_ticket_costs_what_its_events_cost(api_of, bo, grace):
    """The API's own share is 7: tenant twice, token, requester, answer, and the two of the idempotency key."""
    body = {"subject": "x", "requester": {"email": "grace@northwind.test"}, "message": {"text": "x"}}
    api = api_of(bo)
    api.post("tickets", body)
    whole = statements(lambda: api.post("tickets", body, headers={"Idempotency-Key": "1"}))
    values = {"subject": "x", "requester": {"id": grace}, "message": {"text": "x", "kind": "customer"}}
    with CaptureQueriesContext(connection) as captured:
        opening.open_from(values, by=bo)
    assert whole - len(counted(captured)) <= 7
