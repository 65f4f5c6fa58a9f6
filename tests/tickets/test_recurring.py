"""Tickets that come again: on the right day, at the right local time, once each."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tickets.models import RecurringTicket, Ticket
from tickets.recurring import opening
from tickets.recurring.times import Cadence

BERLIN = ZoneInfo("Europe/Berlin")


def cadence(every="day", *, step=1, weekdays=(), month_day=1, at="09:00", starts="2026-01-01", ends=None, zone=BERLIN):
    at_time, first = time.fromisoformat(at), date.fromisoformat(starts)
    return Cadence(every, step, weekdays, month_day, at_time, first, ends and date.fromisoformat(ends), zone)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days(found):
    return [one.astimezone(BERLIN).strftime("%m-%d") for one in found]


@pytest.mark.parametrize(
    ("comes", "after", "expected"),
    [
        (cadence("week", weekdays=(0, 4)), "2026-06-01T08:00", ["06-05", "06-08", "06-12"]),
        (cadence("week", step=2, weekdays=(1,), starts="2026-06-02"), "2026-06-02T07:00", ["06-16", "06-30", "07-14"]),
        (cadence("week", starts="2026-06-03"), "2026-06-01T00:00", ["06-03", "06-10", "06-17"]),
        (cadence("month", month_day=-1), "2026-01-31T09:00", ["02-28", "03-31", "04-30"]),
        (cadence("month", month_day=31), "2026-01-31T09:00", ["03-31", "05-31", "07-31"]),
        (cadence("month", step=3, month_day=15), "2026-01-15T09:00", ["04-15", "07-15", "10-15"]),
        (cadence("year", starts="2024-02-29"), "2026-01-01T00:00", ["02-29", "02-29", "02-29"]),
        (cadence("day", ends="2026-06-02"), "2026-06-01T08:00", ["06-02"]),
        (cadence("day", ends="2026-06-02"), "2026-06-03T08:00", []),
    ],
)
def test_it_comes_on_these_days(comes, after, expected):
    assert days(comes.first(3, utc(after))) == expected


@pytest.mark.parametrize(
    ("_case", "after", "instant"),
    [
        ("winter", "2026-01-05T12:00", "2026-01-06T01:30"),
        ("summer", "2026-06-05T12:00", "2026-06-06T00:30"),
        ("a time that does not exist", "2026-03-28T12:00", "2026-03-29T01:30"),
        ("a time that comes twice", "2026-10-24T12:00", "2026-10-25T00:30"),
    ],
)
def test_it_keeps_its_local_time_over_the_change_of_clocks(_case, after, instant):
    assert cadence(at="02:30").next_after(utc(after)) == utc(instant)


@given(
    every=some.sampled_from(["day", "week", "month", "year"]),
    step=some.integers(1, 5),
    weekdays=some.sets(some.integers(0, 6)),
    month_day=some.sampled_from([1, 15, 28, 29, 30, 31, -1]),
    start=some.dates(date(2024, 1, 1), date(2027, 1, 1)),
    moment=some.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)),
    at=some.times(),
    zone=some.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC"]),
)
def test_one_after_the_other_is_the_same_as_all_at_once(every, step, weekdays, month_day, start, moment, at, zone):
    """The sweep asks for the next one each time; nothing is left out or comes twice that way."""
    comes = Cadence(
        every, step, tuple(sorted(weekdays)), month_day, at.replace(microsecond=0), start, None, ZoneInfo(zone)
    )
    together = comes.first(4, moment.replace(tzinfo=UTC))
    singly, last = [], moment.replace(tzinfo=UTC)
    for _turn in together:
        last = comes.next_after(last)
        singly.append(last)
    assert singly == together == sorted(set(together))


@pytest.fixture
def review(grace, bo, ada):
    """Every Monday at nine, for Grace, to Bo."""

    def made(**values):
        columns = {"subject": "Access review", "text": "Go through the list.", "requester": grace, "assignee": bo}
        columns |= {"every": "week", "weekdays": [0], "at_time": time(9), "starts_on": date(2026, 6, 1)}
        return opening.make(columns | values, by=Actor.agent(ada))

    return made


def test_a_due_one_is_opened_once_and_comes_again(monday_morning, review, bo, grace):
    recurring = review()
    assert recurring.next_at == utc("2026-06-08T07:00")
    with clock.at(utc("2026-06-08T06:59")):
        assert opening.open_due([recurring.pk]) == 0
    with clock.at(utc("2026-06-08T07:00:10")):
        assert opening.open_due([recurring.pk]) == 1
        assert opening.open_due([recurring.pk]) == 0
    ticket = Ticket.objects.get(subject="Access review")
    recurring.refresh_from_db()
    assert (ticket.assignee, ticket.requester) == (bo, grace)
    assert ticket.messages.get().is_note
    assert (recurring.next_at, recurring.last_ticket) == (utc("2026-06-15T07:00"), ticket)


def test_the_customer_is_not_written_to(monday_morning, review, deliver):
    from helpdesk.mailout.models import OutgoingMail

    recurring = review()
    with clock.at(utc("2026-06-08T07:01")):
        opening.open_due([recurring.pk])
        deliver()
    assert not OutgoingMail.objects.exists()


def test_one_that_fails_keeps_no_other_waiting_and_is_tried_again(monday_morning, review, monkeypatch):
    broken, sound = review(subject="Broken"), review(subject="Sound")
    opens = opening._open

    def fails_here(recurring):
        if recurring.pk == broken.pk:
            raise RuntimeError("something nobody thought of")
        return opens(recurring)

    with clock.at(utc("2026-06-08T07:00:10")):
        with monkeypatch.context() as patched:
            patched.setattr(opening, "_open", fails_here)
            assert opening.open_due([broken.pk, sound.pk]) == 1
        assert opening.open_due([broken.pk]) == 0
    with clock.at(utc("2026-06-08T07:10:11")):
        assert opening.open_due([broken.pk]) == 1
    assert set(Ticket.objects.values_list("subject", flat=True)) == {"Broken", "Sound"}


def test_after_an_outage_of_weeks_it_comes_once(monday_morning, review):
    recurring = review()
    with clock.at(utc("2026-07-01T12:00")):
        assert opening.open_due([recurring.pk]) == 1
    recurring.refresh_from_db()
    assert recurring.next_at == utc("2026-07-06T07:00")


def test_switched_off_it_does_not_come_and_on_again_it_does_not_catch_up(monday_morning, review, ada):
    recurring = opening.change(review(), {"is_active": False}, by=Actor.agent(ada))
    assert recurring.next_at is None
    with clock.at(utc("2026-06-20T07:00")):
        recurring = opening.change(recurring, {"is_active": True}, by=Actor.agent(ada))
    assert recurring.next_at == utc("2026-06-22T07:00")


def test_an_agent_who_left_gets_nothing(monday_morning, review, bo):
    recurring = review()
    bo.is_active = False
    bo.save()
    with clock.at(utc("2026-06-08T07:01")):
        opening.open_due([recurring.pk])
    assert Ticket.objects.get(subject="Access review").assignee is None


def test_what_changes_is_in_the_audit_log(monday_morning, review, ada):
    recurring = review()
    opening.change(recurring, {"step": 2}, by=Actor.agent(ada))
    opening.remove(RecurringTicket.objects.get(), by=Actor.agent(ada))
    said = [event.sentence for event in Event.objects.filter(kind="setting.changed").order_by("id")]
    assert [word in line for word, line in zip(("made", "1 → 2", "removed"), said, strict=True)] == [True] * 3
