"""Every worked example of sla.md §9 A and B, by its number."""

from datetime import timedelta
from time import perf_counter

import pytest

from sla.calendar_reading import CalendarRefused, read, write
from sla.calendars import AlwaysOpen, CalendarExhausted, changed
from tests.sla.worlds import CALENDARS, FORMS, NINE_TO_FIVE, every, local, utc

MINUTE, HOUR = 60, 3600

ADDITIONS = [
    ("A1", "BER", "06-01 10:00", 4 * HOUR, "06-01 12:00"),
    ("A2", "BER", "06-01 15:30", 4 * HOUR, "06-02 09:30"),
    ("A3", "BER", "06-01 06:12", 2 * HOUR, "06-01 09:00"),
    ("A4", "BER", "06-05 18:45", 2 * HOUR, "06-08 09:00"),
    ("A5", "BER", "06-01 09:00", 8 * HOUR, "06-01 15:00"),
    ("A6", "BER", "06-01 17:00", 1 * HOUR, "06-02 08:00"),
    ("A7", "BER", "06-01 16:59:30", 60, "06-02 07:00:30"),
    ("A8", "LUN", "06-01 11:30", 1 * HOUR, "06-01 11:30"),
    ("A9", "LUN", "06-01 12:20", 30 * MINUTE, "06-01 11:30"),
    ("A10", "SAT", "06-05 16:00", 4 * HOUR, "06-06 11:00"),
    ("A11", "MWF", "06-01 16:00", 2 * HOUR, "06-03 08:00"),
    ("A12", "BER", "04-02 16:00", 2 * HOUR, "04-07 08:00"),
    ("A13", "NYC", "12-23 16:00", 6 * HOUR, "12-28 16:00"),
    ("A14", "KOL", "06-06 17:30", 3 * HOUR, "06-08 06:30"),
    ("A15", "CAL", "06-05 16:00", 24 * HOUR, "06-06 14:00"),
    ("B1", "BER", "03-27 16:00", 2 * HOUR, "03-30 08:00"),
    ("B2", "BER", "10-23 16:00", 2 * HOUR, "10-26 09:00"),
    ("B3", "CAL", "03-28 12:00", 24 * HOUR, "03-29 11:00"),
    ("B4", "ALL", "03-28 12:00", 24 * HOUR, "03-29 11:00"),
    ("B5", "ALL", "10-24 12:00", 24 * HOUR, "10-25 10:00"),
    ("B8", "NGT", "03-28 22:00", 8 * HOUR, "03-29 21:00"),
    ("B9", "NGT", "10-24 22:00", 8 * HOUR, "10-25 04:00"),
    ("B10", "NNY", "03-07 20:00", 8 * HOUR, "03-09 01:00"),
    ("B11", "NNY", "10-31 20:00", 8 * HOUR, "11-01 08:00"),
    ("B17", "NYC", "03-06 16:30", 1 * HOUR, "03-09 13:30"),
    ("B18", "NYC", "10-30 16:30", 1 * HOUR, "11-02 14:30"),
]
SPANS = [
    ("A16", "BER", local("BER", "06-05 12:00"), local("BER", "06-09 12:00"), 57_600),
    ("A17", "BER", local("BER", "06-06 08:00"), local("BER", "06-07 20:00"), 0),
    ("B6", "ALL", local("ALL", "03-29 00:00"), local("ALL", "03-30 00:00"), 82_800),
    ("B7", "ANY", local("ANY", "11-01 00:00"), local("ANY", "11-02 00:00"), 90_000),
    ("B12", "NNY", utc("11-01 05:30"), utc("11-01 06:30"), 3_600),
    ("B13", "GAP", local("GAP", "03-29 00:00"), local("GAP", "03-30 00:00"), 9_000),
    ("B14", "GAP", local("GAP", "10-25 00:00"), local("GAP", "10-26 00:00"), 16_200),
    ("B15", "GNY", local("GNY", "03-08 00:00"), local("GNY", "03-09 00:00"), 0),
    ("B16", "FLD", local("FLD", "10-25 00:00"), local("FLD", "10-26 00:00"), 9_000),
]


@pytest.mark.parametrize(("_case", "name", "start", "seconds", "due"), ADDITIONS, ids=[row[0] for row in ADDITIONS])
def test_a_target_is_used_up_at_the_instant_of_the_worked_example(_case, name, start, seconds, due):
    assert CALENDARS[name].add(local(name, start), seconds) == utc(due)


@pytest.mark.parametrize(("_case", "name", "start", "end", "seconds"), SPANS, ids=[row[0] for row in SPANS])
def test_open_time_is_as_long_as_in_the_worked_example(_case, name, start, end, seconds):
    assert CALENDARS[name].elapsed(start, end) == seconds


def test_a_backward_span_is_empty_and_nothing_to_add_is_due_at_once():
    at = local("BER", "06-06 12:00")
    assert CALENDARS["BER"].elapsed(at, at - timedelta(days=3)) == 0
    assert CALENDARS["BER"].add(at, 0) == at


def test_parts_of_a_second_are_cut_off_before_any_sum():
    at = local("BER", "06-01 10:00")
    assert CALENDARS["BER"].add(at + timedelta(microseconds=999_999), 60) == at + timedelta(seconds=60)


def test_a_target_that_no_calendar_can_hold_is_refused_and_not_guessed():
    one_hour_a_week = read({"tz": "Europe/Berlin", "weekly": every("mon", ("09:00", "10:00"))})
    at = utc("2026-06-01 07:00")
    # 1,830 days are 261 weeks and three days, so 262 Mondays counting the one that begins them
    assert one_hour_a_week.add(at, 262 * HOUR) == one_hour_a_week.add(at, 261 * HOUR) + timedelta(days=7)
    with pytest.raises(CalendarExhausted):
        one_hour_a_week.add(at, 262 * HOUR + 1)


def test_open_stretches_join_across_days_and_weeks():
    days = list(CALENDARS["NGT"].open_intervals(utc("06-06 12:00"), utc("06-08 12:00")))
    assert days == [(utc("06-06 20:00"), utc("06-07 04:00")), (utc("06-07 20:00"), utc("06-08 04:00"))]
    month = utc("06-01 00:00"), utc("07-01 00:00")
    assert list(CALENDARS["ALL"].open_intervals(*month)) == [month]


def test_a_dated_exception_beats_the_yearly_one_and_both_beat_the_week():
    calendar = read(
        {
            "tz": "Europe/Berlin",
            "weekly": NINE_TO_FIVE,
            "yearly": {"12-24": [["09:00", "12:00"]], "02-29": []},
            "exceptions": {"2026-12-24": []},
        }
    )

    def open_hours(day):
        return calendar.elapsed(utc(f"{day} 00:00"), utc(f"{day} 23:00")) / HOUR

    assert [open_hours(day) for day in ("2025-12-24", "2026-12-24", "2027-12-24")] == [3, 0, 3]
    # 29 February 2028 is a Tuesday; the years between have no such day to close
    assert [open_hours(day) for day in ("2028-02-29", "2027-03-01", "2028-03-01")] == [0, 8, 8]


def test_a_holiday_takes_only_the_half_of_a_night_that_bears_its_date():
    nights = read(FORMS["NGT"] | {"exceptions": {"2026-06-10": []}})
    assert nights.elapsed(utc("06-09 12:00"), utc("06-10 12:00")) == 2 * HOUR
    assert nights.elapsed(utc("06-10 12:00"), utc("06-11 12:00")) == 6 * HOUR


def test_hours_begin_on_their_date():
    versions = [
        {"effective_from": None, "weekly": NINE_TO_FIVE},
        {"effective_from": "2026-07-01", "weekly": every("mon tue wed thu fri", ("08:00", "18:00"))},
    ]
    calendar = read({"tz": "Europe/Berlin", "weekly_versions": versions})
    assert calendar.add(utc("06-30 14:00"), 4 * HOUR) == utc("07-01 09:00")  # C13


def test_edited_hours_begin_tomorrow_and_never_rewrite_the_past():
    # given nine to five, edited on Wednesday 10 June to eight to six
    longer = read({"tz": "Europe/Berlin", "weekly": every("mon tue wed thu fri", ("08:00", "18:00"))})
    edited = changed(CALENDARS["BER"], longer, utc("06-10 10:00"))
    # then that day stays as it was, the next is longer, and the holidays are those of the edit
    hours = [edited.elapsed(utc(f"06-{day} 00:00"), utc(f"06-{day} 23:00")) / HOUR for day in ("09", "10", "11")]
    assert hours == [8, 8, 10]
    assert edited.exceptions == ()


def test_edited_hours_with_a_date_begin_on_it_but_not_before_today():
    versions = [
        {"effective_from": None, "weekly": NINE_TO_FIVE},
        {"effective_from": "2026-06-01", "weekly": every("mon tue wed thu fri", ("08:00", "18:00"))},
    ]
    late = read({"tz": "Europe/Berlin", "weekly_versions": versions})
    edited = changed(CALENDARS["BER"], late, utc("06-10 10:00"))
    hours = [edited.elapsed(utc(f"06-{day} 00:00"), utc(f"06-{day} 23:00")) / HOUR for day in ("09", "10", "11")]
    assert hours == [8, 10, 10]


@pytest.mark.parametrize("name", [name for name in FORMS if name != "CAL"])
def test_a_calendar_survives_being_written_and_read(name):
    assert read(write(CALENDARS[name])) == CALENDARS[name]


BER = FORMS["BER"]
REFUSALS = [
    ("unknown zone", BER | {"tz": "Europe/Atlantis"}, "tz"),
    ("a folder of zones", BER | {"tz": "Europe"}, "tz"),
    ("no zone", {"weekly": NINE_TO_FIVE}, "tz"),
    ("never open", BER | {"weekly": {"mon": []}}, "weekly"),
    ("never open in any version", {"tz": "UTC", "weekly_versions": [{"weekly": {}}]}, "weekly"),
    ("no hours at all", {"tz": "UTC"}, "weekly"),
    ("hours of no length", BER | {"weekly": {"mon": [["09:00", "09:00"]]}}, "weekly.mon"),
    ("no such minute", BER | {"weekly": {"mon": [["09:60", "17:00"]]}}, "weekly.mon"),
    ("after midnight", BER | {"weekly": {"mon": [["09:00", "24:01"]]}}, "weekly.mon"),
    ("half a pair", BER | {"weekly": {"mon": [["09:00"]]}}, "weekly.mon"),
    ("unknown weekday", BER | {"weekly": {"monday": []}}, "weekly.monday"),
    ("no such date", BER | {"exceptions": {"2026-02-30": []}}, "exceptions.2026-02-30"),
    ("a night on one date", BER | {"exceptions": {"2026-06-08": [["22:00", "06:00"]]}}, "exceptions.2026-06-08"),
    (
        "contradiction",
        BER | {"exceptions": [["2026-06-08", []], ["2026-06-08", [["09:00", "12:00"]]]]},
        "exceptions.2026-06-08",
    ),
    ("no such day of the year", BER | {"yearly": {"02-30": []}}, "yearly.02-30"),
    (
        "two versions of one day",
        {"tz": "UTC", "weekly_versions": [{"weekly": NINE_TO_FIVE}, {"weekly": NINE_TO_FIVE}]},
        "weekly_versions",
    ),
    ("misspelt field", BER | {"hollidays": {}}, "hollidays"),
    ("no calendar", 7, "calendar"),
]


@pytest.mark.parametrize(("_case", "form", "field"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_calendar_that_cannot_work_is_refused_by_its_field(_case, form, field):
    with pytest.raises(CalendarRefused) as refusal:
        read(form)
    assert refusal.value.field == field
    assert refusal.value.message


def test_the_word_calendar_is_calendar_time():
    assert isinstance(read("calendar"), AlwaysOpen)
    assert list(read("calendar").open_intervals(utc("06-01 00:00"), utc("06-02 00:00"))) == [
        (utc("06-01 00:00"), utc("06-02 00:00"))
    ]


def test_adding_is_fast_even_on_a_calendar_never_used_before():
    """sla.md §11.6: 5 ms for a usual target, 50 ms for 2,000 hours; both cold, with room for a busy machine."""
    for seconds, limit in ((8 * HOUR, 0.005), (2_000 * HOUR, 0.050)):
        took = []
        for _try in range(5):
            calendar = read(FORMS["BER"])
            began = perf_counter()
            calendar.add(utc("06-01 08:00"), seconds)
            took.append(perf_counter() - began)
        assert min(took) < limit
