"""Every worked example of sla.md §9, by its number, asked of `sla_probe` in its own lines."""

import pytest

from tests.sla.engine import test_worked_examples as told_to_the_engine
from tests.sla.engine.test_worked_examples import EXAMPLES, OTHER_POLICIES
from tests.sla.probe.talking import ask, clock, promise, story, timer, told, z
from tests.sla.test_calendars import ADDITIONS, SPANS
from tests.sla.worlds import FORMS, NINE_TO_FIVE, every, local, utc

# What a request does not answer with: how late in business seconds, and why a clock was cancelled.
SHOWN = {name: name for name in ("due_at", "outcome", "consumed_s", "breached_at", "state")} | {"shown_state": "state"}
RW, FR, NR = told_to_the_engine.RW, told_to_the_engine.FR, told_to_the_engine.NR


def at(text):
    return z(utc(text))


def request_of(terms) -> dict:
    """The engine's terms as a request writes them."""
    targets: dict = {}
    for (metric, priority), target in terms.targets.items():
        targets.setdefault(metric, {})[priority] = target.seconds
    basis = {target.basis for target in terms.targets.values()}
    return {"calendar": terms.calendar, "basis": basis.pop(), "on_reopen": terms.on_reopen, "targets": targets}


@pytest.mark.parametrize(("_case", "name", "start", "seconds", "due"), ADDITIONS, ids=[row[0] for row in ADDITIONS])
def test_add_answers_the_due_time_of_the_worked_example(_case, name, start, seconds, due):
    request = {"op": "add", "calendar": FORMS[name], "start": z(local(name, start)), "target_s": seconds}
    assert ask(request) == [{"due_at": at(due)}]


@pytest.mark.parametrize(("_case", "name", "start", "end", "seconds"), SPANS, ids=[row[0] for row in SPANS])
def test_elapsed_answers_the_open_time_of_the_worked_example(_case, name, start, end, seconds):
    request = {"op": "elapsed", "calendar": FORMS[name], "from": z(start), "to": z(end)}
    assert ask(request) == [{"elapsed_s": seconds}]


@pytest.mark.parametrize(("number", "terms", "text", "expected"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_the_timers_stand_as_in_the_worked_example(number, terms, text, expected):
    # given
    others = {name: request_of(other) for name, other in OTHER_POLICIES.get(number, {}).items()}
    # when
    answer = told(request_of(terms), text, others=others)
    # then
    for metric, instance, field, value in expected:
        if field in SHOWN:
            value = z(value) if hasattr(value, "year") else value
            assert timer(answer, metric, instance)[SHOWN[field]] == value


@pytest.mark.parametrize(
    ("number", "count", "status"),
    [
        ("C5 resolved", 1, "resolved"),
        ("C5", 1, "open"),
        ("C6", 2, "open"),
        ("C14", 1, "open"),
        ("C17", 1, "open"),
        ("C19 pending", 2, "pending"),
        ("C20", 2, "open"),
        ("C21", 2, "new"),
        ("C33", 2, "open"),
        ("C34", 1, "resolved"),
    ],
)
def test_no_timer_is_there_beside_those_of_the_worked_example(number, count, status):
    terms, text = next(row[1:3] for row in EXAMPLES if row[0] == number)
    answer = told(request_of(terms), text)
    assert (len(answer["timers"]), answer["status"]) == (count, status)


def changed(name, when, to):
    return {"at": z(local("BER", when)), "type": "calendar_changed", "name": name, "to": to}


def test_c12_a_holiday_added_midway_moves_what_is_due():
    events = story("06-02 15:00 created")
    assert timer(told(promise(requester_wait=4), events), RW)["due_at"] == at("06-03 09:00")
    closed = FORMS["BER"] | {"exceptions": FORMS["BER"]["exceptions"] | {"2026-06-03": []}}
    events.append(changed("BER", "06-02 16:00", closed))
    assert timer(told(promise(requester_wait=4), events), RW)["due_at"] == at("06-04 09:00")


def test_c13_hours_that_change_on_a_date_count_from_that_date():
    longer = every("mon tue wed thu fri", ("08:00", "18:00"))
    versions = [
        {"effective_from": None, "weekly": NINE_TO_FIVE},
        {"effective_from": "2026-07-01", "weekly": longer},
    ]
    calendars = {"BER": {"tz": "Europe/Berlin", "weekly_versions": versions}}
    answer = told(promise(requester_wait=4), "06-30 16:00 created", calendars=calendars)
    assert timer(answer, RW)["due_at"] == at("07-01 09:00")


def test_c15_and_c16_a_reply_is_late_by_the_seconds_after_due():
    answer = told(promise(first_response=8), "06-01 09:00 created; 06-01 17:30 reply")
    assert timer(answer, FR) == {
        "metric": "first_response",
        "instance": 1,
        "state": "satisfied",
        "outcome": "missed",
        "due_at": at("06-01 15:00"),
        "satisfied_at": at("06-01 15:30"),
        "breached_at": at("06-01 15:00"),
        "consumed_s": 28_800,
        "points": {},
    }


def merged_in(when, losing):
    return {"at": z(local("BER", when)), "type": "merge_in", "events": story(losing)}


def test_c23_a_wait_is_carried_into_the_ticket_that_stays():
    events = [*story("06-01 10:00 created"), merged_in("06-01 10:15", "06-01 09:30 created")]
    answer = told(promise(first_response=2), events)
    assert timer(answer, FR)["due_at"] == at("06-01 09:30")
    assert timer(answer["merged"][0], FR)["outcome"] == "void"


def test_c31_a_breach_is_not_laundered_by_merging():
    events = [
        *story("06-01 08:00 created; 06-01 08:30 reply+pending"),
        merged_in("06-01 10:30", "06-01 09:00 created"),
    ]
    answer = told(promise(first_response=1, next_response=2), events)
    lost = timer(answer["merged"][0], FR)
    assert (lost["outcome"], lost["breached_at"]) == ("missed", at("06-01 08:00"))
    assert (timer(answer, NR)["due_at"], answer["status"]) == (at("06-01 10:30"), "open")


def test_c25_points_are_counted_in_clock_time():
    answer = told(promise(requester_wait=4), "06-01 15:00 created", points=["50%", "75%", "-30m", "100%", "+60m"])
    assert timer(answer, RW)["points"] == {
        "50%": at("06-01 15:00"),
        "75%": at("06-02 08:00"),
        "-30m": at("06-02 08:30"),
        "100%": at("06-02 09:00"),
        "+60m": at("06-02 10:00"),
    }


def test_c26_points_move_with_pauses():
    paused, resumed = ask(
        *(
            clock(promise(requester_wait=8), text, points=["75%", "-60m"])
            for text in (
                "06-05 14:00 created; 06-05 16:00 pending",
                "06-05 14:00 created; 06-05 16:00 pending; 06-08 09:00 customer",
            )
        )
    )
    assert timer(paused, RW)["points"] == {"75%": None, "-60m": None}
    assert timer(resumed, RW)["points"] == {"75%": at("06-08 11:00"), "-60m": at("06-08 12:00")}


def test_c35_and_c36_a_breach_shows_at_its_own_instant_however_late_one_asks():
    unanswered = told(
        promise(first_response=4), "06-01 09:00 created", until="06-01 14:00", points=["50%", "75%", "100%"]
    )
    assert timer(unanswered, FR)["points"] == {
        "50%": at("06-01 09:00"),
        "75%": at("06-01 10:00"),
        "100%": at("06-01 11:00"),
    }
    answered = told(promise(first_response=4), "06-01 09:00 created; 06-01 13:30 reply", until="06-01 14:00")
    for answer in (unanswered, answered):
        assert (timer(answer, FR)["breached_at"], timer(answer, FR)["outcome"]) == (at("06-01 11:00"), "missed")
