"""What an agent reads beside a ticket about its promises."""

import pytest

from helpdesk.base import clock
from sla import panels, sweeping
from tests.sla.worlds import utc
from tickets import conversation
from tickets.conversation import Words


@pytest.fixture
def lines_at(bo):
    def read(ticket, when):
        with clock.at(utc(when)):
            return [(line.name, line.text, line.tone) for line in panels.clocks_panel(ticket, bo)["lines"]]

    return read


def test_time_left_is_told_in_business_time(monday_morning, a_ticket, lines_at):
    ticket = a_ticket()
    expected = [("First response", "2 h left", "warn"), ("Resolution", "34 h left", "")]
    assert lines_at(ticket, "06-01 14:00") == expected
    # overnight nothing is used up
    assert lines_at(ticket, "06-02 06:00") == [("First response", "1 h left", "warn"), ("Resolution", "33 h left", "")]


def test_a_missed_and_a_met_promise_say_so(monday_morning, a_ticket, bo, lines_at):
    late, kept = a_ticket(), a_ticket()
    with clock.at(utc("06-01 08:28")):
        conversation.reply(kept, Words("Hello"), by=bo)
    with clock.at(utc("06-02 09:00")):
        sweeping.fire_all_due()
    assert lines_at(kept, "06-02 09:30")[0] == ("First response", "met in 28 min", "ok")
    assert lines_at(late, "06-02 09:30")[0][2] == "late"


def test_the_policy_and_why_not_the_others_stand_below(monday_morning, a_ticket, bo):
    ticket = a_ticket()
    assert panels.clocks_panel(ticket, bo)["policy"] == "Everything else"
    assert [row["matched"] for row in panels.policy_tried(ticket, bo)["tried"]] == [False, False, False, True]


def test_the_panel_is_drawn_beside_the_ticket(monday_morning, a_ticket, bo, client_of):
    ticket = a_ticket()
    page = client_of(bo).get(f"/desk/tickets/{ticket.number}/context/").content.decode()
    assert "Promises" in page
    assert "First response" in page
