"""A calendar file becomes exceptions in the calendar's own zone; one that cannot be read is refused with the reason."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from sla import ics_import, opening_hours
from tests.sla.web.test_calendar_holidays import WEEK, days, exceptions_of


@pytest.fixture
def calendar(acme):
    form = {"tz": "Europe/Berlin", "weekly": WEEK, "exceptions": {"2027-06-07": [["10:00", "12:00"]]}}
    return opening_hours.make("Berlin", form, by=Actor.system("test"))


@pytest.fixture
def browser(ada, client_of):
    return client_of(ada)


def ics(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Acme//Test//EN"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20260101T000000Z", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def whole(day, until="", *more):
    ends = [f"DTEND;VALUE=DATE:{until}"] if until else []
    return [f"DTSTART;VALUE=DATE:{day}", *ends, "SUMMARY:Closed for stocktaking", *more]


def timed(start, end, *more):
    return [f"DTSTART{start}", f"DTEND{end}", "SUMMARY:Staff meeting", *more]


def send(browser, calendar, raw, **values):
    form = {"file": SimpleUploadedFile("days.ics", raw), "first": "2027", "last": "2027"} | values
    return browser.post(f"/settings/calendars/{calendar.pk}/import/", form)


def take(browser, calendar, page, **more):
    return browser.post(f"/settings/calendars/{calendar.pk}/import/", {"closings": page.context["packed"]} | more)


def test_events_are_looked_at_first_and_then_taken_over(browser, calendar):
    file = ics(
        whole("20270301", "20270303"),
        timed(":20270310T080000Z", ":20270310T100000Z"),
        whole("20270607"),
        timed(":20270311T200000", ":20270311T210000"),
    )
    page = send(browser, calendar, file)
    assert page.status_code == 200
    assert (days(page, "new"), days(page, "differs"), days(page, "idle")) == (
        ["03-01", "03-02", "03-10"],
        ["06-07"],
        ["03-11"],
    )
    assert list(exceptions_of(calendar)) == ["2027-06-07"]
    assert take(browser, calendar, page).status_code == 302
    assert exceptions_of(calendar) == {
        "2027-03-01": [],
        "2027-03-02": [],
        # 08:00Z–10:00Z is 09:00–11:00 in Berlin in winter
        "2027-03-10": [["11:00", "17:00"]],
        "2027-06-07": [["10:00", "12:00"]],
    }
    told = Event.objects.filter(kind="calendar.changed", subject_id=calendar.pk).in_order().last()
    assert told.data["changes"] == "exceptions (from the file days.ics, 2027)"
    assert told.data["days"]["2027-03-10"] == "Staff meeting"


def test_a_ticked_contradiction_is_replaced(browser, calendar):
    page = send(browser, calendar, ics(whole("20270607")))
    take(browser, calendar, page, also=["2027-06-07"])
    assert exceptions_of(calendar)["2027-06-07"] == []


@pytest.mark.parametrize(
    ("_case", "events", "found"),
    [
        (
            "floating time means the calendar's zone",
            [timed(":20270310T090000", ":20270310T120000")],
            {"2027-03-10": "12"},
        ),
        (
            "a zone of its own",
            [timed(";TZID=America/New_York:20270310T030000", ";TZID=America/New_York:20270310T050000")],
            {"2027-03-10": "11"},
        ),
        (
            "over midnight",
            [timed(":20270308T150000", ":20270309T100000")],
            {"2027-03-08": "09-15", "2027-03-09": "10"},
        ),
        (
            "repeated, one left out",
            [whole("20270301", "", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;VALUE=DATE:20270308")],
            {"2027-03-01": "", "2027-03-15": ""},
        ),
        ("endless, only the years asked for", [whole("20200102", "", "RRULE:FREQ=YEARLY")], {"2027-01-02": ""}),
        ("two names", [whole("20270301", "", "SUMMARY:Again")], {"2027-03-01": ""}),
        ("one that was cancelled", [whole("20270302"), whole("20270301", "", "STATUS:CANCELLED")], {"2027-03-02": ""}),
    ],
)
def test_events_of_every_sort_land_on_their_local_day(browser, calendar, _case, events, found):
    page = send(browser, calendar, ics(*events))
    rest = {"": [], "10": [["10:00", "17:00"]], "11": [["11:00", "17:00"]], "12": [["12:00", "17:00"]]}
    rest["09-15"] = [["09:00", "15:00"]]
    take(browser, calendar, page)
    assert exceptions_of(calendar) == {day: rest[hours] for day, hours in found.items()} | {
        "2027-06-07": [["10:00", "12:00"]]
    }


@pytest.mark.parametrize(
    ("_case", "raw", "says"),
    [
        ("a picture", b"\x89PNG\r\n\x1a\n\x00", "cannot be read"),
        ("cut in the middle", ics(whole("20270301"))[:120], "cannot be read|no events"),
        ("a date that is none", ics(["DTSTART:soon"]), "cannot be read"),
        ("an event without a time", ics(["SUMMARY:When?"]), "cannot be read"),
        ("nothing in these years", ics(whole("20200101")), "no events"),
        ("no event at all", ics(), "no events"),
        ("every minute", ics(timed(":20270101T000000Z", ":20270101T000030Z", "RRULE:FREQ=MINUTELY")), "too long|2,000"),
        ("too many events", ics(*[whole("20270301")] * 2_001), "2000 events"),
        ("too large", b"x" * (ics_import.LARGEST_BYTES + 1), "1 MB"),
        ("empty", b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(browser, calendar, _case, raw, says):
    started = time.monotonic()
    page = send(browser, calendar, raw)
    assert page.status_code == 422
    (error,) = page.context["form"].errors["file"]
    assert any(words in error for words in says.split("|"))
    assert time.monotonic() - started < 20
    assert list(exceptions_of(calendar)) == ["2027-06-07"]


def test_a_preview_of_another_calendar_is_refused(browser, calendar):
    page = send(browser, calendar, ics(whole("20270301")))
    other = opening_hours.make("Other", {"tz": "UTC", "weekly": WEEK}, by=Actor.system("test"))
    answer = take(browser, other, page)
    assert answer.status_code == 422
    assert exceptions_of(other) == {}
    assert "Choose the file again" in answer.content.decode()
