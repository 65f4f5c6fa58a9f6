"""The clocks by API: counted up to the instant of the request."""

from datetime import timedelta

from helpdesk.base import clock
from tickets import conversation
from tickets.conversation import Words


def clock_of(api, ticket, metric: str) -> dict:
    results = api.get(f"tickets/{ticket.number}/clocks").json()["results"]
    return next(row for row in results if row["metric"] == metric)


def test_a_running_clock_says_what_is_used_and_what_is_left(api_of, bo, a_ticket, monday_morning):
    ticket, api = a_ticket(), api_of(bo)
    with clock.at(monday_morning + timedelta(hours=1)):
        shown = clock_of(api, ticket, "first_response")
    assert (shown["state"], shown["outcome"], shown["instance"]) == ("running", "open", 1)
    assert shown["consumed_s"] == 3600
    assert shown["remaining_s"] == shown["target_s"] - 3600
    assert shown["percent"] == round(100 * 3600 / shown["target_s"], 1)
    assert shown["started_at"] == "2026-06-01T08:00:00Z"
    assert shown["due_at"] > shown["started_at"]


def test_an_answer_satisfies_it(api_of, bo, a_ticket, monday_morning):
    ticket, api = a_ticket(), api_of(bo)
    with clock.at(monday_morning + timedelta(minutes=30)):
        conversation.reply(ticket, Words(text="Hello"), by=bo)
        shown = clock_of(api, ticket, "first_response")
    assert (shown["state"], shown["outcome"], shown["due_at"] is None) == ("satisfied", "met", False)
    assert shown["satisfied_at"] == "2026-06-01T08:30:00Z"


def test_a_missed_clock_counts_past_its_target(api_of, bo, a_ticket, monday_morning):
    ticket, api = a_ticket(), api_of(bo)
    with clock.at(monday_morning + timedelta(days=30)):
        shown = clock_of(api, ticket, "first_response")
    assert (shown["outcome"], shown["percent"] > 100, shown["remaining_s"] < 0) == ("missed", True, True)
    assert shown["breached_at"] == shown["due_at"]


def test_clocks_take_no_parameters(api_of, bo, a_ticket):
    assert api_of(bo).get(f"tickets/{a_ticket().number}/clocks", page_size=1).status_code == 400
