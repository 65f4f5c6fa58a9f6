"""Whatever is sent where, the answer is one of the schema's: never a stack trace, never half a change."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.rest.schema import document
from tests.helpdesk.rest.openapi import Schema
from tickets.models import Ticket

# fmt: off
FIELDS = [
    "subject", "requester", "message", "priority", "status", "team", "assignee", "category", "tags", "add_tags",
    "remove_tags", "custom_fields", "kind", "language", "is_spam", "text", "html", "attachments", "name",
    "addresses", "organization", "time_zone", "phone", "notes", "is_blocked", "domains", "tier", "id", "email",
    "title", "body", "section", "state", "audience", "owner", "review_on", "number", "tenant", "version",
    "into", "copies", "message", "with_later", "amount", "because", "send_at", "every", "step", "weekdays", "month_day",
    "at_time", "starts_on", "ends_on", "is_active", "spoken", "waited_s", "source", "external_id",
    "messages", "author", "at", "start_clocks",
    "holders", "categories", "languages", "agent", "level",
]
# fmt: on
ODD_TEXT = st.sampled_from(
    [
        "",
        " ",
        "x" * 301,
        "\u202e",
        "💥",
        "' or 1=1 --",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "../../etc/passwd",
        "0x10",
    ]
)
ODD_NUMBERS = st.sampled_from([0, -1, 1, 2, 2**31, 2**63, 2**64, 10**400, 1e308, 0.1])
WORDS = st.sampled_from(
    ["open", "resolved", "high", "reply", "note", "customer", "en", "zoe@new.test", "Europe/Berlin"]
)
LEAVES = st.none() | st.booleans() | ODD_NUMBERS | ODD_TEXT | WORDS | st.text(max_size=20)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner),
    max_leaves=6,
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6) | VALUES
GOOD = {
    "tickets": {"subject": "x", "requester": {"email": "zoe@new.test"}, "message": {"text": "Hello"}},
    "messages": {"kind": "note", "text": "x"},
    "contacts": {"name": "Zoe"},
    "organizations": {"name": "New"},
    "articles": {"title": "How", "body": "So", "section": 1},
    "merges": {"into": 1},
    "checklists": {"checklist": 1},
    "time-corrections": {"minutes": 5, "because": "x"},
    "splits": {"message": 1, "subject": "x"},
    "approvals": {"kind": 1, "because": "x"},
    "scheduled-answers": {"text": "x", "send_at": "2026-06-01T08:00:00Z"},
    "recurring-tickets": {
        "subject": "x", "text": "x", "requester": {"email": "zoe@new.test"}, "every": "day", "at_time": "09:00",
        "starts_on": "2026-06-01",
    },
    "skills": {"name": "French"},
    "calls": {"requester": {"email": "zoe@new.test"}, "subject": "x", "text": "x", "spoken": True},
    "imported-tickets": {
        "source": "x", "external_id": "1", "subject": "x", "requester": {"email": "zoe@new.test"}, "status": "open",
        "created_at": "2026-06-01T08:00:00Z", "messages": [],
    },
}  # fmt: skip
PLACES = [
    ("post", "/api/v1/tickets"),
    ("patch", "/api/v1/tickets/{number}"),
    ("post", "/api/v1/tickets/{number}/messages"),
    ("post", "/api/v1/contacts"),
    ("patch", "/api/v1/contacts/{contact_id}"),
    ("post", "/api/v1/organizations"),
    ("post", "/api/v1/articles"),
    ("post", "/api/v1/tickets/{number}/merges"),
    ("post", "/api/v1/tickets/{number}/splits"),
    ("post", "/api/v1/tickets/{number}/checklists"),
    ("post", "/api/v1/tickets/{number}/time-corrections"),
    ("post", "/api/v1/tickets/{number}/approvals"),
    ("post", "/api/v1/tickets/{number}/scheduled-answers"),
    ("post", "/api/v1/recurring-tickets"),
    ("post", "/api/v1/skills"),
    ("post", "/api/v1/calls"),
    ("post", "/api/v1/imported-tickets"),
]


@pytest.fixture(scope="module")
def schema():
    return json.loads(json.dumps(document(), default=str))


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_any_body_gets_an_answer_of_the_schema(api_of, ada, grace, a_ticket, schema, settings, method, path):
    settings.API_REQUESTS_PER_MINUTE = settings.API_BURST = 1_000_000
    api, number = api_of(ada), a_ticket().number
    address = path.format(number=number, contact_id=grace.pk).removeprefix("/api/v1/")
    good = GOOD[path.rpartition("/")[2]] if method == "post" else {}
    operation, book = schema["paths"][path][method], Schema(schema)

    @_patiently
    @given(body=BODIES, on_top=st.booleans())
    def attack(body, on_top):
        sent = {**good, **body} if on_top and isinstance(body, dict) else body
        before = Ticket.objects.count()
        response = getattr(api, method)(address, json.dumps(sent))
        assert response.status_code < 500
        book.check_answer(operation, response)
        if response.status_code >= 400:
            assert Ticket.objects.count() == before

    attack()


QUERIES = st.dictionaries(
    st.sampled_from(["status", "assignee", "team", "search", "tag", "requester", "created_since", "cursor", "order"]),
    (ODD_TEXT | WORDS | st.text(max_size=12) | ODD_NUMBERS.map(str)).filter(lambda text: text.isprintable()),
    max_size=3,
)


@pytest.mark.parametrize("_path", ["tickets", "contacts"])
def test_any_query_gets_an_answer_of_the_schema(api_of, ada, a_ticket, schema, settings, _path):
    settings.API_REQUESTS_PER_MINUTE = settings.API_BURST = 1_000_000
    api, book = api_of(ada), Schema(schema)
    a_ticket()

    @_patiently
    @given(query=QUERIES)
    def ask(query):
        book.check_answer(schema["paths"][f"/api/v1/{_path}"]["get"], api.get(_path, **query))

    ask()


def _patiently(test):
    """One database for all examples: each request leaves the rows of others alone."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    return settings(max_examples=25, deadline=None, suppress_health_check=checks, derandomize=True)(test)
