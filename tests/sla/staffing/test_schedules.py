"""When somebody works: several shifts a day, nights, weeks from a date on, and leave by whole and half days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sla.calendar_reading import CalendarRefused
from sla.staffing.coverage import week_of
from sla.staffing.schedules import Away, plan_of, read_week

BERLIN = "Europe/Berlin"
DAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = {day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in DAYS}
NIGHTS = {"fri": [["22:00", "06:00"]]}
MONDAY = date(2026, 6, 1)


def at(text: str) -> datetime:
    """`06-01 10:00` in Berlin."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


def plan(*weeks, leave=()):
    return plan_of(weeks or [(date(2026, 1, 1), BERLIN, OFFICE)], leave, zone="UTC", today=MONDAY)


@pytest.mark.parametrize(
    ("_case", "moment", "expected"),
    [
        ("in the morning", "06-01 10:00", True),
        ("at lunch", "06-01 12:30", False),
        ("its first second", "06-01 13:00", True),
        ("its end is off", "06-01 17:00", False),
        ("Sunday", "06-07 10:00", False),
    ],
)
def test_on_shift(_case, moment, expected):
    assert plan().is_on_shift(at(moment)) is expected


def test_a_night_goes_over_midnight_and_the_clock_change():
    """On 29 March 2026 Berlin skips an hour: the night shift from 22 to 6 is seven hours long."""
    nights = plan((date(2026, 1, 1), BERLIN, {"sat": [["22:00", "06:00"]]}))
    begins, ends = next(nights.calendar.open_intervals(at("03-28 12:00"), at("03-29 12:00")))
    assert (begins, ends) == (at("03-28 22:00"), at("03-29 06:00"))
    assert (ends - begins).total_seconds() == 7 * 3600


def test_weeks_begin_on_their_day_and_the_one_before_ends_there():
    both = plan((date(2026, 1, 1), BERLIN, OFFICE), (date(2026, 6, 3), BERLIN, {"wed": [["20:00", "22:00"]]}))
    assert [both.is_on_shift(at(moment)) for moment in ("06-02 10:00", "06-03 10:00", "06-03 21:00")] == [
        True,
        False,
        True,
    ]


def test_an_empty_week_ends_the_shifts_and_no_week_means_no_shifts():
    ended = plan((date(2026, 1, 1), BERLIN, OFFICE), (date(2026, 6, 1), BERLIN, {}))
    assert ended.is_on_shift(at("06-01 10:00")) is False
    assert plan_of([], [], zone=BERLIN, today=MONDAY).is_on_shift(at("06-01 10:00")) is None


@pytest.mark.parametrize(
    ("_case", "away", "working"),
    [
        ("whole days", Away(MONDAY, date(2026, 6, 2)), [False, False, False, False, True]),
        ("from noon", Away(MONDAY, date(2026, 6, 2), begins_at_noon=True), [True, False, False, False, True]),
        ("until noon", Away(MONDAY, date(2026, 6, 2), ends_at_noon=True), [False, False, False, True, True]),
        ("an afternoon", Away(MONDAY, MONDAY, begins_at_noon=True), [True, False, True, True, True]),
    ],
)
def test_leave_takes_days_and_halves_out(_case, away, working):
    moments = ("06-01 10:00", "06-01 14:00", "06-02 10:00", "06-02 14:00", "06-03 10:00")
    assert [plan(leave=[away]).is_on_shift(at(moment)) for moment in moments] == working


def test_leave_is_known_without_any_shift():
    only = plan_of([], [Away(MONDAY, MONDAY, deputy_id=7)], zone=BERLIN, today=MONDAY)
    assert only.leave_at(at("06-01 23:59")).deputy_id == 7
    assert only.leave_at(at("06-02 00:00")) is None


def test_the_next_change_is_the_next_boundary_of_a_shift_or_of_leave():
    assert plan().next_change(at("06-01 10:00")) == at("06-01 12:00")
    assert plan().next_change(at("06-05 17:00")) == at("06-08 09:00")
    assert plan(leave=[Away(MONDAY, MONDAY)]).next_change(at("05-31 12:00")) == at("06-01 00:00")


def test_a_shift_that_is_no_time_is_refused_with_its_day():
    with pytest.raises(CalendarRefused, match="weekly.tue"):
        read_week({"tue": [["9", "17:00"]]})


def test_coverage_names_who_is_on_and_finds_gaps_to_the_second():
    # given: open 9 to 17; Bo till noon, Kim from 12:30 on, a minute short at the end
    opening = plan((date(2026, 1, 1), BERLIN, {"mon": [["09:00", "17:00"]]})).calendar
    bo = plan((date(2026, 1, 1), BERLIN, {"mon": [["09:00", "12:00"]]})).calendar
    kim = plan((date(2026, 1, 1), BERLIN, {"mon": [["12:30", "16:59"]]})).calendar
    # when
    week = week_of([("Bo", bo), ("Kim", kim)], opening, MONDAY, ZoneInfo(BERLIN))
    # then
    assert week.gaps == ((at("06-01 12:00"), at("06-01 12:30")), (at("06-01 16:59"), at("06-01 17:00")))
    cells = {cell.hour: cell for cell in week.days[0].cells}
    assert (cells[11].names, cells[12].names, cells[12].is_gap, cells[13].is_gap) == (("Bo",), ("Kim",), True, False)
    assert (cells[8].is_open, cells[9].is_open, cells[17].is_open) == (False, True, False)


def test_without_opening_hours_there_are_no_gaps():
    assert week_of([], None, MONDAY, ZoneInfo(BERLIN)).gaps == ()
