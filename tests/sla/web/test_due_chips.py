"""Due chips tell what is left of business time, and bring along what the browser needs to count on."""

import pytest
from django.utils import timezone

from helpdesk.base import clock
from sla import sweeping
from tests.sla.worlds import utc
from tickets import ticking
from tickets.models import Ticket
from tickets.web.rows import due_chip


@pytest.fixture
def chip_at(monday_morning, a_ticket):
    """The chip of a ticket due after eight business hours, Tuesday at 10:00 in Berlin."""
    ticket = Ticket.objects.get(pk=a_ticket().pk)

    def read(when: str):
        chip = due_chip(ticket, timezone.localtime(utc(when), timezone.get_fixed_timezone(120)), ticking.hours())
        return chip.tone, chip.words

    return read


@pytest.mark.parametrize(
    ("_case", "when", "chip"),
    [
        ("at its start", "06-01 08:00", ("plain", "8 h")),
        ("before three quarters", "06-01 13:59:30", ("plain", "2 h 1 min")),
        ("at risk", "06-01 14:30", ("warn", "1 h 30 min")),
        ("overnight nothing is used up", "06-02 03:00", ("warn", "1 h")),
        ("the last minute", "06-02 07:59:10", ("warn", "1 min")),
        ("just late", "06-02 08:00:30", ("late", "late")),
        ("late", "06-02 08:18:30", ("late", "18 min late")),
        ("late in business time", "06-03 07:00", ("late", "7 h late")),
    ],
)
def test_a_chip_counts_business_time(chip_at, _case, when, chip):
    assert chip_at(when) == chip


def test_what_is_far_away_is_a_day(monday_morning, a_ticket):
    ticket = Ticket.objects.get(pk=a_ticket().pk)
    ticket.due_at, ticket.due_calendar = utc("06-05 08:00"), None
    chip = due_chip(ticket, timezone.localtime(monday_morning, timezone.get_fixed_timezone(120)), ticking.hours())
    assert (chip.words, 'data-calendar=""' in chip.marks) == ("Fri 10:00", True)


def test_rows_and_the_ticket_carry_what_ticks(client_of, bo, a_ticket, monday_morning):
    ticket = Ticket.objects.get(pk=a_ticket().pk)
    wanted = f'data-due="{round(ticket.due_at.timestamp())}"'
    for path in ("/desk/queues/open/", f"/desk/tickets/{ticket.number}/", f"/desk/tickets/{ticket.number}/context/"):
        page = client_of(bo).get(path).content.decode()
        assert wanted in page, path
        assert f'data-calendar="{ticket.due_calendar}"' in page, path


def test_the_hours_are_given_as_moments(client_of, bo, a_ticket, monday_morning):
    ticket = Ticket.objects.get(pk=a_ticket().pk)
    answer = client_of(bo).get("/desk/hours/")
    known = answer.json()
    assert [utc("06-01 07:00").timestamp(), utc("06-01 15:00").timestamp()] in known["calendars"][
        str(ticket.due_calendar)
    ]
    assert answer["Cache-Control"] == "private, max-age=600"


def test_a_promised_update_ticks_in_the_hours_of_the_ticket(client_of, bo, a_ticket, monday_morning):
    from sla import commitments
    from tickets import conversation
    from tickets.conversation import Words

    ticket = a_ticket()
    commitments.promise(conversation.reply(ticket, Words("Soon"), by=bo), utc("06-02 12:00"), by=bo)
    ticket.refresh_from_db()
    with clock.at(utc("06-02 13:00")):
        sweeping.fire_all_due()
        assert "1 h late" in client_of(bo).get("/desk/queues/open/").content.decode()
