"""A year of a calendar on one page: what is open, what is not, and why."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.events.actors import Actor
from sla import calendar_reading, opening_hours
from sla.year_view import year_of

WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu")} | {"fri": [["09:00", "12:00"]]}
FORM = {
    "tz": "Europe/Berlin",
    "weekly_versions": [
        {"effective_from": None, "weekly": WEEK},
        {"effective_from": "2026-07-01", "weekly": WEEK | {"sat": [["22:00", "06:00"]]}},
    ],
    "exceptions": {"2026-05-01": [], "2026-06-13": [["10:00", "14:00"]]},
    "yearly": {"12-24": [["09:00", "12:00"]]},
}


@pytest.fixture
def calendar(acme):
    return opening_hours.make("Berlin", FORM, by=Actor.system("test"))


@pytest.fixture
def browser(ada, client_of):
    return client_of(ada)


def page_of(browser, calendar, year=2026):
    return browser.get(f"/settings/calendars/{calendar.pk}/year/{year}/")


@pytest.mark.parametrize(
    ("day", "state", "source", "hours"),
    [
        ("2026-04-30", "open", "weekly", "09:00–17:00"),
        ("2026-05-01", "closed", "dated", ""),
        ("2026-05-08", "short", "weekly", "09:00–12:00"),
        ("2026-05-09", "closed", "weekly", ""),
        ("2026-06-13", "short", "dated", "10:00–14:00"),
        ("2026-12-24", "short", "yearly", "09:00–12:00"),
        ("2026-07-04", "short", "weekly", "22:00–24:00"),
        ("2026-07-05", "short", "weekly", "00:00–06:00"),
    ],
)
def test_each_day_says_how_far_it_is_open_and_what_says_so(day, state, source, hours):
    year = year_of(calendar_reading.read_for_policies(FORM), 2026, {})
    found = next(one for one in year.days if one.date == date.fromisoformat(day))
    assert (found.state, found.source, found.hours) == (state, source, hours)


def test_a_year_has_its_days_and_months_begin_on_their_weekday():
    leap = year_of(calendar_reading.read_for_policies(FORM), 2028, {})
    assert (len(leap.days), len(leap.months)) == (366, 12)
    february = leap.months[1].weeks
    assert [day and day.date.day for day in february[0]] == [None, 1, 2, 3, 4, 5, 6]
    assert sum(day is not None for week in february for day in week) == 29


def test_the_page_says_each_day_in_words_and_leads_to_the_years_beside(browser, calendar):
    page = page_of(browser, calendar).content.decode()
    assert '<td title="closed, exception" data-open="closed" data-own><time datetime="2026-05-01">' in page
    assert '<span class="visually-hidden">open for a part of the day, 09:00–12:00, every year</span>' in page
    assert "From 1 July on" in page
    assert f'href="/settings/calendars/{calendar.pk}/year/2027/"' in page
    hours = browser.get(f"/settings/calendars/{calendar.pk}/").content.decode()
    assert f"/settings/calendars/{calendar.pk}/year/" in hours


@pytest.mark.parametrize(("year", "status"), [(1970, 200), (2199, 200), (1969, 404), (2200, 404), (99999, 404)])
def test_years_that_nobody_counts_in_are_no_pages(browser, calendar, year, status):
    assert page_of(browser, calendar, year).status_code == status


def test_a_full_calendar_asks_the_database_no_more_than_an_empty_one(browser, calendar):
    empty = _queries(browser, calendar)
    days = {f"2026-{month:02}-{day:02}": [] for month in range(1, 13) for day in range(1, 29)}
    opening_hours.edit(
        calendar, name="Berlin", form=FORM | {"exceptions": days}, is_default=False, by=Actor.system("t")
    )
    assert _queries(browser, calendar) == empty


def _queries(browser, calendar) -> int:
    page_of(browser, calendar)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert page_of(browser, calendar).status_code == 200
    return len(asked)


def test_another_companys_year_is_not_there(browser, calendar, client_of):
    assert browser.get(f"/settings/calendars/{calendar.pk + 1000}/year/2026/").status_code == 404
