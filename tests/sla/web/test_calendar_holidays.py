"""Public holidays of a country and region become exceptions, and nothing written by hand is lost on the way."""

from datetime import date

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from sla import calendar_reading, day_offers, opening_hours, recounting
from sla.day_offers import Closing
from sla.models import Calendar, Clock
from tests.sla.worlds import utc

WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
FORM = {
    "tz": "Europe/Berlin",
    "weekly": WEEK,
    "exceptions": {"2027-01-01": [], "2027-05-01": [["10:00", "12:00"]], "2027-08-02": []},
    "yearly": {"12-24": [["09:00", "12:00"]], "12-25": []},
}
BERLIN = {"country": "DE", "region": "BE", "first": "2027", "last": "2027"}


@pytest.fixture
def calendar(acme):
    return opening_hours.make("Berlin", FORM, by=Actor.system("test"))


@pytest.fixture
def browser(ada, client_of):
    return client_of(ada)


def address(calendar):
    return f"/settings/calendars/{calendar.pk}/holidays/"


def days(page, state):
    return [row["day"].isoformat()[5:] for row in page.context["offers"][state]]


def exceptions_of(calendar):
    calendar.refresh_from_db()
    return calendar.form["exceptions"]


def test_the_preview_tells_new_days_standing_ones_and_contradictions_apart(browser, calendar):
    page = browser.get(address(calendar), BERLIN)
    assert page.status_code == 200
    assert days(page, "new") == ["03-08", "03-26", "03-29", "05-06", "05-17", "10-03", "12-26"]
    assert days(page, "differs") == ["05-01"]
    assert days(page, "stands") == ["01-01", "12-25"]
    assert exceptions_of(calendar) == FORM["exceptions"]


def test_taking_over_adds_the_new_days_and_leaves_what_was_written_by_hand(browser, calendar):
    answer = browser.post(address(calendar), BERLIN)
    assert answer.headers["Location"] == f"/settings/calendars/{calendar.pk}/year/2027/"
    found = exceptions_of(calendar)
    assert (found["2027-03-08"], found["2027-05-01"]) == ([], [["10:00", "12:00"]])
    assert (len(found), calendar.revision) == (3 + 7, 2)
    told = Event.objects.filter(kind="calendar.changed", subject_id=calendar.pk).in_order().last()
    assert told.data["changes"] == "exceptions (holidays of Germany, Berlin, 2027)"
    assert told.data["days"]["2027-03-26"] == "Good Friday"
    year = browser.get(answer.headers["Location"]).content.decode()
    assert 'title="closed, exception, Good Friday"' in year


def test_a_promise_in_force_moves_over_the_holiday(monday_morning, a_ticket, browser):
    ticket = a_ticket()
    default = Calendar.objects.get(is_default=True)
    with clock.at(utc("06-01 12:00")):
        browser.post(address(default), {"country": "IT", "region": "", "first": "2026", "last": "2026"})
        recounting.recount_some(default.pk)
    # 2 June is Italy's national day: what Monday left of the promise is used up on Wednesday
    assert Clock.objects.get(ticket=ticket, metric="first_response").due_at == utc("06-03 08:00")


def test_a_contradiction_is_replaced_only_where_it_was_ticked(browser, calendar):
    browser.post(address(calendar), BERLIN | {"also": ["2027-05-01", "2027-08-02"]})
    found = exceptions_of(calendar)
    assert found["2027-05-01"] == []
    assert found["2027-08-02"] == []  # no holiday: ticking it says nothing


def test_taking_over_twice_changes_nothing_the_second_time(browser, calendar):
    browser.post(address(calendar), BERLIN)
    answer = browser.post(address(calendar), BERLIN)
    assert answer.headers["Location"] == f"/settings/calendars/{calendar.pk}/"
    calendar.refresh_from_db()
    assert calendar.revision == 2


def test_hours_written_since_the_preview_stay(browser, calendar):
    browser.get(address(calendar), BERLIN)
    form = FORM | {"exceptions": {"2027-03-08": [["08:00", "10:00"]]}}
    opening_hours.edit(calendar, name="Berlin", form=form, is_default=False, by=Actor.system("a colleague"))
    browser.post(address(calendar), BERLIN)
    assert exceptions_of(calendar)["2027-03-08"] == [["08:00", "10:00"]]


def test_a_page_of_hours_opened_before_writes_nothing_away(browser, calendar):
    page = browser.get(f"/settings/calendars/{calendar.pk}/")
    stale = {field.html_name: field.value() or "" for field in page.context["form"]} | {"mon": "08:00–18:00"}
    browser.post(address(calendar), BERLIN)
    answer = browser.post(f"/settings/calendars/{calendar.pk}/", stale)
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()
    assert "2027-03-08" in exceptions_of(calendar)
    fresh = {field.html_name: field.value() or "" for field in answer.context["form"]} | {"revision": calendar.revision}
    assert browser.post(f"/settings/calendars/{calendar.pk}/", fresh).status_code == 302


def test_another_country_begins_without_the_region_of_the_last(browser, calendar):
    page = browser.get(address(calendar), BERLIN | {"country": "FR", "regions_of": "DE"})
    assert page.status_code == 200
    assert "05-08" in days(page, "new")
    assert page.context["form"].cleaned_data["region"] == ""


@pytest.mark.parametrize(
    ("_case", "values", "field"),
    [
        ("unknown country", {"country": "XX", "region": ""}, "country"),
        ("no country", {"country": ""}, "country"),
        ("no such region", {"region": "ZZ"}, "region"),
        ("a region of a country without any", {"country": "SN"}, "region"),
        ("years the wrong way", {"last": "2026"}, "last"),
        ("too many years", {"last": "2037"}, "last"),
        ("a year nobody knows", {"first": "1"}, "first"),
        ("no year", {"first": "soon"}, "first"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(browser, calendar, _case, values, field):
    for ask in (browser.get, browser.post):
        page = ask(address(calendar), BERLIN | values)
        assert page.status_code == 422
        assert field in page.context["form"].errors
        assert "offers" not in page.context
    assert exceptions_of(calendar) == FORM["exceptions"]


def test_a_calendar_that_would_never_open_again_is_refused(acme, calendar):
    mondays = opening_hours.make("Mondays", {"tz": "UTC", "weekly": {"mon": WEEK["mon"]}}, by=Actor.system("test"))
    with clock.at(utc("06-01 00:00")):
        closings = [Closing(date.fromordinal(date(2026, 6, 1).toordinal() + 7 * n), "") for n in range(300)]
        with pytest.raises(calendar_reading.CalendarRefused, match="never open"):
            day_offers.take_over(mondays, closings, source="", by=Actor.system("test"))
        assert day_offers.take_over(mondays, closings[:200], source="", by=Actor.system("test"))


@pytest.mark.parametrize(
    ("_case", "day", "begins", "ends", "state", "hours"),
    [
        ("a weekday", "2027-03-08", 0, 24, "new", []),
        ("a Sunday is kept", "2027-03-07", 0, 24, "new", []),
        ("the morning", "2027-03-08", 8, 12, "new", [["12:00", "17:00"]]),
        ("a gap at noon", "2027-03-08", 12, 13, "new", [["09:00", "12:00"], ["13:00", "17:00"]]),
        ("after closing", "2027-03-08", 18, 20, "idle", [["09:00", "17:00"]]),
        ("a part of a Sunday", "2027-03-07", 9, 12, "idle", []),
        ("within hours by hand", "2027-05-01", 11, 14, "differs", [["10:00", "11:00"]]),
        ("beside hours by hand", "2027-05-01", 14, 16, "stands", [["10:00", "12:00"]]),
        ("hours of every year", "2027-12-24", 0, 24, "differs", []),
        ("closed every year", "2027-12-25", 9, 12, "stands", []),
    ],
)
def test_a_closing_takes_its_part_of_the_day(_case, day, begins, ends, state, hours):
    stands = calendar_reading.read_for_policies(FORM)
    closing = Closing(date.fromisoformat(day), "", begins * 3600, ends * 3600)
    (offer,) = day_offers.offers(stands, [closing])
    assert (offer.state, calendar_reading.write_pieces(offer.hours)) == (state, hours)
