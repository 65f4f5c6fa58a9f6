"""Every worked example of sla.md §9 C that is about clocks, by its number. Instants expected in UTC."""

# ruff: noqa: E501 — an example of the spec stays one line, to be read beside its table

import pytest

from sla.calendar_reading import read
from sla.engine import events, points
from sla.engine.applying import apply
from sla.engine.clock import lateness, outcome
from sla.measures.base import NEW, OPEN
from tests.sla.engine.stories import Story, policy
from tests.sla.worlds import CALENDARS, FORMS, NINE_TO_FIVE, every, local, utc

HOUR = 3600
RW, FR, NR = "requester_wait", "first_response", "next_response"
PU, PA = "periodic_update", "pausable_update"


def due(metric, when, instance=1):
    return metric, instance, "due_at", when and utc(when)


def breached(metric, when, instance=1):
    return metric, instance, "breached_at", when and utc(when)


def is_(metric, result, instance=1):
    return metric, instance, "outcome", result


def used(metric, hours, instance=1):
    return metric, instance, "consumed_s", round(hours * HOUR)


C5 = "06-01 09:00 created; 06-01 12:00 resolved; 06-03 10:00 customer"
C14 = "06-01 10:00 created; 06-01 10:00:05 auto; 06-01 10:30 note; "
ALL_WORK = {"requester_wait": 99, "agent_work": 99, "total_resolution": 99}
RAISED = {"requester_wait": {"normal": 8, "urgent": 4}}
TIGHTER = {"requester_wait": {"normal": 24, "urgent": 1}}
LOOSER = {"requester_wait": {"normal": 1, "low": 8}}
UPDATES = {"periodic_update": 4, "pausable_update": 4}
IN_NEW_YORK = {"p": policy("NYC", requester_wait=4)}
BY_THE_WALL = {"p": policy("CAL", "calendar", requester_wait=8)}
MORE = {"p": policy(first_response=2, requester_wait=2.5)}

# fmt: off
EXAMPLES = [
    ("C1", policy(requester_wait=8), "06-05 14:00 created; 06-05 16:00 pending; 06-08 11:00 customer", [due(RW, "06-08 15:00")]),
    ("C1 paused", policy(requester_wait=8), "06-05 14:00 created; 06-05 16:00 pending", [due(RW, None), used(RW, 2)]),
    ("C2", policy(requester_wait=4), "06-04 15:00 created; 06-04 18:00 pending; 06-05 07:00 customer", [due(RW, "06-05 09:00")]),
    ("C3", policy(**ALL_WORK), "06-01 09:00 created; 06-01 10:00 on_hold; 06-01 14:00 open; 06-02 09:00 pending; 06-02 15:00 open; 06-03 10:00 resolved",
        [used("total_resolution", 17), used("requester_wait", 11), used("agent_work", 7), is_(RW, "met")]),
    ("C4 paused", policy(requester_wait=4), "06-01 09:00 created+pending", [due(RW, None), (RW, 1, "state", "paused")]),
    ("C4", policy(requester_wait=4), "06-01 09:00 created+pending; 06-02 15:00 open", [due(RW, "06-03 09:00")]),
    ("C5 resolved", policy(requester_wait=8), "06-01 09:00 created; 06-01 12:00 resolved", [is_(RW, "met")]),
    ("C5", policy(requester_wait=8), C5, [due(RW, "06-03 13:00"), is_(RW, "open")]),
    ("C6", policy(requester_wait=8, on_reopen="restart"), C5, [is_(RW, "met"), due(RW, "06-04 08:00", 2)]),
    ("C7", policy(**RAISED), "06-01 09:00 created; 06-01 11:00 priority urgent", [due(RW, "06-01 11:00")]),
    ("C8", policy(**TIGHTER), "06-01 09:00 created; 06-01 14:00 priority urgent", [due(RW, "06-01 08:00"), breached(RW, "06-01 12:00")]),
    ("C9", policy(**LOOSER), "06-01 09:00 created; 06-01 12:00 priority low; 06-01 13:00 resolved",
        [due(RW, "06-01 15:00"), breached(RW, "06-01 08:00"), is_(RW, "missed")]),
    ("C10 before", policy(requester_wait=8), "06-05 15:00 created", [due(RW, "06-08 13:00")]),
    ("C10", policy(requester_wait=8), "06-05 15:00 created; 06-05 16:00 policy p", [due(RW, "06-05 21:00")]),
    ("C11 before", policy(requester_wait=4), "06-01 10:00 created", [due(RW, "06-01 12:00")]),
    ("C11", policy(requester_wait=4), "06-01 10:00 created; 06-01 12:00 policy p", [due(RW, "06-01 17:00")]),
    ("C14", policy(first_response=4), C14 + "06-01 13:59:59 reply", [is_(FR, "met"), (FR, 1, "consumed_s", 14_399)]),
    ("C15 in time", policy(first_response=4), C14 + "06-01 14:00:00 reply", [is_(FR, "met"), breached(FR, None)]),
    ("C15 late", policy(first_response=4), C14 + "06-01 14:00:01 reply", [is_(FR, "missed"), breached(FR, "06-01 12:00")]),
    ("C16", policy(first_response=8), "06-01 09:00 created; 06-01 17:30 reply", [is_(FR, "missed"), (FR, 1, "lateness", (0, 1_800))]),
    ("C17", policy(next_response=2), "06-01 09:00 created; 06-01 09:30 reply; 06-02 10:00 customer; 06-02 11:30 customer; 06-02 11:45 reply",
        [due(NR, "06-02 10:00"), is_(NR, "met"), (NR, 1, "consumed_s", 6_300)]),
    ("C18", policy(first_response=2), "06-01 10:00 created; 06-01 10:05 pending; 06-01 15:00 reply", [due(FR, "06-01 10:00"), is_(FR, "missed")]),
    ("C19 pending", policy(**UPDATES), "06-01 09:00 created; 06-01 10:00 reply+pending", [due(PU, "06-01 12:00"), due(PA, None)]),
    ("C19", policy(**UPDATES), "06-01 09:00 created; 06-01 10:00 reply+pending; 06-02 09:30 customer", [due(PA, "06-02 11:30")]),
    ("C20", policy(first_response=4), "06-01 10:00 created; 06-01 11:00 resolved; 06-03 10:00 customer",
        [is_(FR, "void"), (FR, 1, "reason", "resolved_without_reply"), due(FR, "06-03 12:00", 2)]),
    ("C21", policy(requester_wait=8, first_response=1, next_response=2), "06-01 10:00 agent-created; 06-01 11:00 customer", [due(NR, "06-01 11:00")]),
    ("C22", policy(first_response=4), "06-01 10:00 private-created", [due(FR, "06-01 12:00")]),
    ("C24 spam", policy(requester_wait=4), "06-05 15:00 created; 06-05 16:00 spam", [is_(RW, "void"), (RW, 1, "shown_state", "cancelled")]),
    ("C24", policy(requester_wait=4), "06-05 15:00 created; 06-05 16:00 spam; 06-08 10:00 restore", [due(RW, "06-08 11:00"), is_(RW, "open")]),
    ("C28 paused", policy(requester_wait=8), "06-01 09:00 created; 06-01 17:00 pending", [breached(RW, None), is_(RW, "open")]),
    ("C28", policy(requester_wait=8), "06-01 09:00 created; 06-01 17:00 pending; 06-02 12:00 customer", [breached(RW, "06-02 10:00")]),
    ("C29", policy("ALL", requester_wait=34), "10-24 20:00 created; 10-25 00:00 pending; 10-25 04:00 customer", [due(RW, "10-26 09:00")]),
    ("C30", policy(first_response=2), "06-01 10:00 created; 06-01 10:30 policy p", [due(FR, "06-01 10:00"), due(RW, "06-01 10:30")]),
    ("C33", policy(periodic_update=4), "06-01 09:00 created; 06-01 10:00 reply; 06-01 12:00 reply+resolved; 06-02 10:00 customer",
        [is_(PU, "met"), due(PU, "06-02 12:00", 2)]),
    ("C34", policy(first_response=4, next_response=4), "06-01 09:00 created; 06-01 10:00 reply+resolved; 06-02 10:00 thanks", [is_(FR, "met")]),
]
# fmt: on
OTHER_POLICIES = {"C10": BY_THE_WALL, "C11": IN_NEW_YORK, "C30": MORE}


def read_off(story, metric, instance, field):
    clock = story.clock(metric, instance)
    if field == "outcome":
        return outcome(clock)
    if field == "lateness":
        return lateness(clock, story.ticket.time_of(clock))
    return getattr(clock, field)


@pytest.mark.parametrize(("number", "terms", "text", "expected"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_the_clocks_stand_as_in_the_worked_example(number, terms, text, expected):
    story = Story(terms, policies=OTHER_POLICIES.get(number)).tell(text)
    found = [
        (metric, instance, field, read_off(story, metric, instance, field)) for metric, instance, field, _ in expected
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("number", "count"), [("C14", 1), ("C15 late", 1), ("C17", 1), ("C21", 2), ("C20", 2), ("C33", 2), ("C34", 1)]
)
def test_no_clock_runs_beside_those_of_the_worked_example(number, count):
    terms, text = next(row[1:3] for row in EXAMPLES if row[0] == number)
    assert len(Story(terms).tell(text).ticket.clocks) == count


def test_c12_a_holiday_added_midway_moves_what_is_due():
    story = Story(policy(requester_wait=4)).tell("06-02 15:00 created")
    assert story.clock(RW).due_at == utc("06-03 09:00")
    closed = read(FORMS["BER"] | {"exceptions": FORMS["BER"]["exceptions"] | {"2026-06-03": []}})
    apply(story.ticket, events.CalendarChanged(local("BER", "06-02 16:00"), "BER", closed))
    assert story.clock(RW).due_at == utc("06-04 09:00")


def test_c13_hours_that_change_on_a_date_count_from_that_date():
    versions = [
        {"effective_from": None, "weekly": NINE_TO_FIVE},
        {"effective_from": "2026-07-01", "weekly": every("mon tue wed thu fri", ("08:00", "18:00"))},
    ]
    calendar = read({"tz": "Europe/Berlin", "weekly_versions": versions})
    story = Story(policy(requester_wait=4), calendars={"BER": calendar}).tell("06-30 16:00 created")
    assert story.clock(RW).due_at == utc("07-01 09:00")


def test_c23_a_wait_is_carried_into_the_ticket_that_stays():
    terms = policy(first_response=2)
    loser, winner = Story(terms).tell("06-01 09:30 created"), Story(terms).tell("06-01 10:00 created")
    assert winner.clock(FR).due_at == utc("06-01 10:00")
    winner.takes_in(loser, "06-01 10:15")
    assert outcome(loser.clock(FR)) == "void"
    assert winner.clock(FR).due_at == utc("06-01 09:30")


def test_c31_a_breach_is_not_laundered_by_merging():
    terms = policy(first_response=1, next_response=2)
    winner = Story(terms).tell("06-01 08:00 created; 06-01 08:30 reply+pending")
    loser = Story(terms).tell("06-01 09:00 created")
    winner.takes_in(loser, "06-01 10:30")
    assert (outcome(loser.clock(FR)), loser.clock(FR).breached_at) == ("missed", utc("06-01 08:00"))
    assert winner.clock(NR).due_at == utc("06-01 10:30")
    assert winner.ticket.facts.category == "open"


def test_c25_points_are_counted_in_clock_time():
    story = Story(policy(requester_wait=4)).tell("06-01 15:00 created")
    clock, time = story.clock(RW), CALENDARS["BER"]
    found = [
        points.percent(clock, time, 50),
        points.percent(clock, time, 75),
        points.before_due(clock, time, 30),
        clock.due_at,
        points.after_due(clock, time, 60),
    ]
    assert found == [utc(text) for text in ("06-01 15:00", "06-02 08:00", "06-02 08:30", "06-02 09:00", "06-02 10:00")]


def test_c26_points_move_with_pauses():
    story = Story(policy(requester_wait=8)).tell("06-05 14:00 created; 06-05 16:00 pending")
    assert points.percent(story.clock(RW), CALENDARS["BER"], 75) is None
    story.tell("06-08 09:00 customer")
    assert points.percent(story.clock(RW), CALENDARS["BER"], 75) == utc("06-08 11:00")
    assert points.before_due(story.clock(RW), CALENDARS["BER"], 60) == utc("06-08 12:00")


def test_c27_unassigned_time_is_counted_from_its_anchor():
    anchor = local("BER", "06-01 16:00")
    history = [(local("BER", "06-01 09:00"), NEW)]
    found = points.since_anchor(anchor, history, CALENDARS["BER"], 2 * HOUR, frozenset({NEW, OPEN}))
    assert found == utc("06-02 08:00")


def test_c32_after_due_may_be_counted_by_the_clock_or_by_the_wall():
    story = Story(policy(requester_wait=4)).tell("06-05 12:30 created")
    assert points.after_due(story.clock(RW), CALENDARS["BER"], 120) == utc("06-08 08:30")
    assert points.after_due(story.clock(RW), CALENDARS["BER"], 120, "calendar") == utc("06-05 16:30")


def test_c35_an_unanswered_target_is_breached_at_its_due_time_however_late_it_is_seen():
    story = Story(policy(requester_wait=4)).tell("06-01 09:00 created").until("06-01 14:00")
    clock = story.clock(RW)
    assert [points.percent(clock, CALENDARS["BER"], share) for share in (50, 75, 100)] == [
        utc("06-01 09:00"),
        utc("06-01 10:00"),
        utc("06-01 11:00"),
    ]
    assert clock.breached_at == utc("06-01 11:00")


def test_c36_an_answer_after_due_is_missed_even_before_anybody_looked():
    story = Story(policy(first_response=4)).tell("06-01 09:00 created; 06-01 13:30 reply")
    assert (outcome(story.clock(FR)), story.clock(FR).breached_at) == ("missed", utc("06-01 11:00"))
