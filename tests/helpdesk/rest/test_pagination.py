"""Pages by keyset: every row once, whatever happens between two pages."""

import base64
import json
from datetime import timedelta

import pytest

from helpdesk.base import clock
from tests.api import fields_named
from tests.factories.tickets import make_ticket
from tickets.models import Ticket


@pytest.fixture
def seven_tickets(grace, monday_morning):
    """Numbers of tickets opened in three instants, so that most share theirs with another."""
    made = []
    for minutes in (0, 0, 0, 5, 5, 9, 9):
        with clock.at(monday_morning + timedelta(minutes=minutes)):
            made.append(make_ticket(grace).number)
    return made


def walk(api, path="tickets", key="number", **query) -> list:
    """The rows page by page, following `next`."""
    answer, pages = api.get(path, **query).json(), []
    while True:
        pages.append([row[key] for row in answer["results"]])
        if answer["next"] is None:
            return pages
        answer = api.get(answer["next"]).json()


@pytest.mark.parametrize("order", ["created", "-created", "updated", "-updated", "number", "-number"])
def test_following_next_meets_every_row_once_and_in_order(api_of, bo, seven_tickets, order):
    pages = walk(api_of(bo), order=order, page_size=3)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sum(pages, []) == sorted(seven_tickets, reverse=order.startswith("-"))


def test_going_back_shows_the_same_pages(api_of, bo, seven_tickets):
    api = api_of(bo)
    first = api.get("tickets", page_size=3).json()
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    back = api.get(third["previous"]).json()
    assert (back["results"], back["next"]) == (second["results"], second["next"])
    start = api.get(back["previous"]).json()
    assert (start["results"], start["previous"]) == (first["results"], None)


def test_what_comes_in_between_neither_doubles_nor_hides_a_row(api_of, bo, seven_tickets, grace, monday_morning):
    api = api_of(bo)
    first = api.get("tickets", page_size=3).json()
    with clock.at(monday_morning + timedelta(hours=1)):
        make_ticket(grace)
    second = api.get(first["next"]).json()
    assert [row["number"] for row in second["results"]] == [4, 3, 2]


def test_pages_keep_their_filter(api_of, bo, seven_tickets):
    Ticket.objects.filter(number__in=[1, 4, 6]).update(priority=4)
    assert walk(api_of(bo), priority="urgent", page_size=2) == [[6, 4], [1]]


def packed(*values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("_case", "cursor"),
    [
        ("noise", "!!"),
        ("no JSON", packed("-created")[:7]),
        ("another order", packed("number", 1, 1, 0)),
        ("a number for an instant", packed("-created", 5, 1, 0)),
        ("an instant without a zone", packed("-created", {"at": "2026-01-01T00:00:00"}, 1, 0)),
        ("a list", packed("-created", ["2026-01-01"], 1, 0)),
        ("nothing", packed("-created", None, 1, 0)),
        ("a NUL", packed("-created", "\0", 1, 0)),
        ("an id too large", packed("-created", {"at": "2026-01-01T00:00:00Z"}, 2**63, 0)),
        ("too few", packed("-created")),
        ("an object", base64.urlsafe_b64encode(b"{}").decode()),
        ("deep", base64.urlsafe_b64encode(b"[" * 5000).decode()),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(api_of, bo, seven_tickets, _case, cursor):
    response = api_of(bo).get("tickets", cursor=cursor)
    assert response.status_code == 400
    assert fields_named(response) == {"cursor"}


def test_a_forged_cursor_opens_no_other_company(bo, gus, api_of, seven_tickets):
    """A cursor only says where to go on; what may be seen is the queryset's business."""
    next_page = api_of(bo).get("tickets", page_size=3).json()["next"]
    query = next_page.partition("?")[2]
    assert api_of(gus).get(f"tickets?{query}").json()["results"] == []


def test_names_of_any_script_can_be_sorted_by(api_of, bo, grace):
    api = api_of(bo)
    for name in ("Zoë", "Åsa", "李雷", "a\u200db", "نورا"):
        assert api.post("contacts", {"name": name}).status_code == 201
    pages = walk(api, "contacts", key="name", order="name", page_size=1)
    assert len(pages) == 6
    assert sum(pages, []) == sorted(sum(pages, []))
