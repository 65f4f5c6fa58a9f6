"""Random calendars in zones with unusual days, held against a wall clock read minute by minute."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla.calendars import Calendar, WeeklyHours, unite
from tests.sla.simulator import Simulator

DAYS = 9
# Each window holds a day that is not 24 hours long, or an offset that is no whole hour.
WINDOWS = [
    ("Europe/Berlin", "2026-03-26"),
    ("Europe/Berlin", "2026-10-22"),
    ("America/New_York", "2026-03-05"),
    ("America/New_York", "2026-10-29"),
    ("Australia/Lord_Howe", "2026-04-02"),
    ("Australia/Lord_Howe", "2026-10-01"),
    ("Asia/Kolkata", "2026-06-04"),
    ("Africa/Casablanca", "2026-02-12"),
    ("Africa/Casablanca", "2026-03-19"),
    ("Pacific/Apia", "2011-12-27"),
    ("America/Santiago", "2026-09-03"),
    ("America/Santiago", "2026-04-02"),
]
# Round times are where zones change and where intervals touch; the rest finds the odd second.
seconds_of_day = st.one_of(
    st.integers(0, 96).map(lambda quarter: quarter * 900),
    st.integers(0, 86_400),
    st.sampled_from([0, 7200, 9000, 86_400]),
)
pieces = st.lists(st.tuples(seconds_of_day, seconds_of_day), max_size=3).map(
    lambda found: unite([(min(pair), max(pair)) for pair in found if pair[0] != pair[1]])
)
weeks = st.tuples(*[pieces] * 7)


@st.composite
def calendars(draw):
    zone, first = draw(st.sampled_from(WINDOWS))
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    days = [start.date() + timedelta(days=n) for n in range(-3, DAYS + 3)]
    versions = [WeeklyHours(draw(weeks))]
    if draw(st.booleans()):
        versions.append(WeeklyHours(draw(weeks), draw(st.sampled_from(days))))
    exceptions = draw(st.dictionaries(st.sampled_from(days), pieces, max_size=3))
    yearly = draw(st.dictionaries(st.sampled_from([(day.month, day.day) for day in days]), pieces, max_size=2))
    return Calendar(zone, tuple(versions), tuple(exceptions.items()), tuple(yearly.items())), start


def instants(start):
    return st.integers(0, DAYS * 86_400 - 1).map(lambda second: start + timedelta(seconds=second))


def reading(calendar):
    """What the calendar says about a date, read from its fields without its own code."""

    def hours_on(day: date):
        dated, yearly = dict(calendar.exceptions), dict(calendar.yearly)
        if day in dated:
            return dated[day]
        if (day.month, day.day) in yearly:
            return yearly[day.month, day.day]
        found = ()
        for version in calendar.weekly_versions:
            if version.effective_from is None or version.effective_from <= day:
                found = version.days[day.weekday()]
        return found

    return hours_on


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_calendar_and_wall_clock_agree_to_the_second(data):
    calendar, start = data.draw(calendars())
    wall = Simulator(calendar.zone, reading(calendar), start, DAYS)
    for _round in range(6):
        a, b = data.draw(instants(start)), data.draw(instants(start))
        assert calendar.elapsed(a, b) == wall.elapsed(a, b)
        due = wall.add(a, data.draw(st.integers(1, 200_000), label="seconds"))
        assume(due is not None)
        assert calendar.add(a, wall.elapsed(a, due)) == due


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_adding_and_measuring_undo_each_other(data):
    calendar, start = data.draw(calendars())
    a, b, c = sorted(data.draw(instants(start)) for _n in range(3))
    open_seconds = calendar.elapsed(a, c)
    assert open_seconds == calendar.elapsed(a, b) + calendar.elapsed(b, c)
    assert open_seconds == sum(calendar.elapsed(*piece) for piece in calendar.open_intervals(a, c))
    assume(open_seconds > 0)
    due = calendar.add(a, open_seconds)
    # the earliest instant: measured back it is the same span, and a second earlier it is less
    assert due <= c
    assert calendar.elapsed(a, due) == open_seconds
    assert calendar.elapsed(a, due - timedelta(seconds=1)) == open_seconds - 1


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_more_time_or_a_later_start_is_never_due_earlier(data):
    calendar, start = data.draw(calendars())
    a, b, c = sorted(data.draw(instants(start)) for _n in range(3))
    less, more = sorted((calendar.elapsed(a, b), calendar.elapsed(a, c)))
    assume(less > 0)
    assert calendar.add(a, less) <= calendar.add(a, more)
    left = calendar.elapsed(b, c)
    assume(left > 0)
    assert calendar.add(a, left) <= calendar.add(b, left)
