"""Days in the company's zone, and the days they are compared with."""

from datetime import UTC, date, datetime, timedelta

import pytest

from helpdesk.base import clock
from metrics import periods
from metrics.periods import BadPeriod

HOUR = timedelta(hours=1)


@pytest.fixture
def noon(acme):
    """Wednesday, 10 June 2026, 12:00 in Berlin."""
    with clock.at(datetime(2026, 6, 10, 10, tzinfo=UTC)):
        yield


def test_seven_days_include_today_so_far(noon):
    period = periods.preset("7")
    assert (period.first, period.last) == (date(2026, 6, 4), date(2026, 6, 10))
    assert period.to_at == clock.now()
    assert (len(period.days), len(period.whole_days)) == (7, 6)


@pytest.mark.parametrize(("key", "days_back"), [("today", 7), ("7", 7), ("28", 28), ("90", 91)])
def test_the_period_before_is_equally_long_and_has_the_same_weekdays(noon, key, days_back):
    period, before = periods.preset(key), periods.preset(key).previous
    assert period.first - before.first == timedelta(days=days_back)
    assert len(before.days) == len(period.days)
    assert before.to_at.astimezone(before.zone).time() == period.to_at.astimezone(period.zone).time()
    assert before.first.weekday() == period.first.weekday()


def test_a_day_may_have_23_or_25_hours(acme):
    with clock.at(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)):
            period = periods.custom(day, day)
            assert period.to_at - period.from_at == hours * HOUR


def test_the_zone_is_the_companys(noon):
    assert periods.preset("today").from_at == datetime(2026, 6, 9, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("_case", "query"),
    [
        ("backwards", {"from": "2026-06-05", "to": "2026-06-01"}),
        ("in the future", {"from": "2026-07-01", "to": "2026-07-02"}),
        ("too long", {"from": "2020-01-01", "to": "2026-06-01"}),
        ("half", {"from": "2026-06-01"}),
        ("no date", {"from": "yesterday", "to": "today"}),
    ],
)
def test_days_that_make_no_period_are_refused(noon, _case, query):
    with pytest.raises(BadPeriod):
        periods.asked_for(query)


def test_an_unknown_preset_is_the_usual_one(noon):
    assert periods.asked_for({"period": "999"}).key == periods.DEFAULT
