"""The page of a ticket's promises accounts for every counted second."""

from datetime import date

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import explaining, opening_hours
from sla.models import Calendar
from tests.sla.worlds import utc
from tickets import conversation, lifecycle
from tickets.conversation import Words
from tickets.models import Status

FRIDAY = utc("06-05 12:00")  # 14:00 in Berlin


@pytest.fixture
def over_the_weekend(acme, a_ticket, bo, grace):
    """Opened on Friday 14:00, waiting for the customer from 16:00, answered on Monday 11:00 (spec example C1)."""
    with clock.at(FRIDAY):
        ticket = a_ticket()
    with clock.at(utc("06-05 14:00")):
        conversation.reply(ticket, Words("Which version?"), by=bo, then=Status.objects.default_of("pending"))
    with clock.at(utc("06-08 09:00")):
        conversation.receive(ticket, grace, Words("The newest."))
    ticket.refresh_from_db()
    return ticket


def account(ticket, metric):
    return next(one for one in explaining.accounts_of(ticket) if one.clock.row.metric == metric)


def test_c1_every_stretch_has_its_reason_and_its_seconds(over_the_weekend):
    with clock.at(utc("06-09 08:00")):
        found = account(over_the_weekend, "requester_wait")
    ran, rested, again = found.stretches
    assert [one.runs for one in found.stretches] == [True, False, True]
    assert (ran.seconds, rested.seconds, again.seconds) == (2 * 3600, 0, 7 * 3600)
    assert rested.because == "waiting for the customer"
    assert not again.is_over
    assert found.clock.consumed_seconds == 9 * 3600 == sum(one.seconds for one in found.stretches)
    # the days of the last stretch, by the calendar that counted them
    assert [(day.first, day.hours, day.seconds) for day in again.days] == [
        (date(2026, 6, 8), "09:00–17:00", 6 * 3600),
        (date(2026, 6, 9), "09:00–17:00", 3600),
    ]


def test_a_holiday_in_the_middle_says_so(over_the_weekend, bo):
    calendar = Calendar.objects.get(is_default=True)
    form = calendar.form | {"exceptions": {"2026-06-09": []}}
    with clock.at(utc("06-08 10:00")):
        opening_hours.edit(calendar, name=calendar.name, form=form, is_default=True, by=Actor.agent(bo))
    with clock.at(utc("06-10 07:00")):
        days = account(over_the_weekend, "requester_wait").stretches[-1].days
    assert [(day.hours, day.because, day.seconds) for day in days] == [
        ("09:00–17:00", "weekly hours", 6 * 3600),
        ("closed", "exception for this date", 0),
        ("09:00–17:00", "weekly hours", 0),
    ]


def test_a_wait_of_years_is_summed_up_in_its_middle(acme, a_ticket):
    with clock.at(FRIDAY):
        ticket = a_ticket()
    with clock.at(utc("2028-06-05 12:00")):
        one = account(ticket, "requester_wait")
    (only,) = one.stretches
    assert len(only.days) == explaining.MOST_DAYS + 1
    assert sum(day.seconds for day in only.days) == only.seconds == one.clock.consumed_seconds


def test_solved_and_hidden_time_is_named(acme, a_ticket, bo, grace):
    by = Actor.agent(bo)
    with clock.at(FRIDAY):
        ticket = a_ticket()
    with clock.at(utc("06-05 13:00")):
        lifecycle.mark_spam(ticket, by=by)
    with clock.at(utc("06-05 13:30")):
        lifecycle.restore(ticket, by=by)
    with clock.at(utc("06-05 14:00")):
        lifecycle.set_status(ticket, Status.objects.default_of("resolved"), by=by)
    with clock.at(utc("06-08 08:00")):
        conversation.receive(ticket, grace, Words("Not quite."))
    with clock.at(utc("06-08 08:30")):
        found = account(ticket, "requester_wait").stretches
    assert [one.because for one in found if not one.runs] == [
        "the ticket was hidden, as spam or deleted",
        "solved: that time never counts",
    ]


def test_the_page_shows_the_account_and_why_this_policy(over_the_weekend, bo, lin, client_of):
    page = client_of(bo).get(f"/desk/tickets/{over_the_weekend.number}/promises/").content.decode()
    for words in ("waiting for the customer", "Europe/Berlin", "Why this policy", "Everything else", "would apply"):
        assert words in page
    assert client_of(lin).get(f"/desk/tickets/{over_the_weekend.number}/promises/").status_code == 200


def test_how_many_queries_the_page_takes_does_not_grow_with_the_story(
    over_the_weekend, bo, grace, client_of, django_assert_max_num_queries
):
    desk = client_of(bo)
    path = f"/desk/tickets/{over_the_weekend.number}/promises/"
    desk.get(path)
    for _turn in range(6):
        conversation.reply(over_the_weekend, Words("So?"), by=bo, then=Status.objects.default_of("pending"))
        conversation.receive(over_the_weekend, grace, Words("Hm."))
    with django_assert_max_num_queries(26):
        desk.get(path)
