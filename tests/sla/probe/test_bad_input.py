"""Whatever a line says, it has one answer: what is wrong, and where."""

import json

import pytest

from tests.sla.probe.talking import ask, ask_lines, clock, promise, story
from tests.sla.worlds import FORMS, NINE_TO_FIVE

BERLIN = {"tz": "Europe/Berlin", "weekly": NINE_TO_FIVE}
ADD = {"op": "add", "calendar": BERLIN, "start": "2026-06-01T08:00:00Z", "target_s": 60}
ELAPSED = {"op": "elapsed", "calendar": BERLIN, "from": "2026-06-01T08:00:00Z", "to": "2026-06-01T08:00:00Z"}
GOOD = clock(promise(requester_wait=8), "06-01 09:00 created; 06-01 10:00 reply")
CREATED = {"at": "2026-06-01T08:00:00Z", "type": "created"}


def after_creation(**event):
    return GOOD | {"events": [CREATED, {"at": "2026-06-01T09:00:00Z", **event}]}


def with_policy(**changes):
    return GOOD | {"policies": {"first": promise(requester_wait=8) | changes}}


def on(**calendar):
    return ADD | {"calendar": BERLIN | calendar}


def after_closing(*events):
    closed = story("06-01 09:00 created; 06-01 10:00 closed")
    return GOOD | {"events": [*closed, *events], "until": "2026-06-02T00:00:00Z"}


LATER = {"at": "2026-06-01T09:00:01Z", "type": "note"}
MERGE = LATER | {"type": "merge_in", "events": [CREATED]}
CELL = "policies.first.targets.requester_wait"
# fmt: off
REFUSED = [
    ("no op", {}, "op:"),
    ("unknown op", {"op": "subtract"}, "op: 'subtract' is none of add, elapsed, clock"),
    ("op of another sort", {"op": ["add"]}, "op:"),
    ("unknown field", ADD | {"colour": "red"}, "colour: unknown field"),
    ("missing field", {"op": "add"}, "calendar: is missing"),
    ("unknown zone", on(tz="Europe/Atlantis"), "calendar.tz:"),
    ("a folder for a zone", on(tz="Europe"), "calendar.tz:"),
    ("no zone", ADD | {"calendar": {"weekly": NINE_TO_FIVE}}, "calendar.tz:"),
    ("never open", on(weekly={}), "calendar.weekly:"),
    ("unknown weekday", on(weekly={"monday": []}), "calendar.weekly.monday:"),
    ("hours of no length", on(weekly={"mon": [["09:00", "09:00"]]}), "calendar.weekly.mon:"),
    ("no time of day", on(weekly={"mon": [["9", "25:00"]]}), "calendar.weekly.mon:"),
    ("both sorts of weeks", on(weekly_versions=[]), "calendar.weekly:"),
    ("no day", on(exceptions={"2026-02-30": []}), "calendar.exceptions.2026-02-30:"),
    ("no day of the year", on(yearly={"02-30": []}), "calendar.yearly.02-30:"),
    ("unknown field of a calendar", on(holidays=[]), "calendar.holidays:"),
    ("no calendar", ADD | {"calendar": None}, "calendar:"),
    ("an instant without a zone", ADD | {"start": "2026-06-01T08:00:00"}, "start:"),
    ("no instant", ADD | {"start": "tomorrow"}, "start:"),
    ("a number for an instant", ADD | {"start": 1}, "start:"),
    ("an instant out of reach", ELAPSED | {"to": "9999-12-31T23:59:59Z"}, "to:"),
    ("negative time", ADD | {"target_s": -1}, "target_s:"),
    ("half a second", ADD | {"target_s": 0.5}, "target_s:"),
    ("true for a number", ADD | {"target_s": True}, "target_s:"),
    ("a target of zero", with_policy(targets={"requester_wait": {"normal": 0}}), f"{CELL}.normal:"),
    ("unknown metric", with_policy(targets={"happiness": {"normal": 60}}), "policies.first.targets.happiness:"),
    ("unknown priority of a target", with_policy(targets={"requester_wait": {"p1": 60}}), f"{CELL}.p1:"),
    ("unknown calendar", with_policy(calendar="XYZ"), "policies.first.calendar:"),
    ("no calendar for business time", with_policy(calendar=None), "policies.first.calendar:"),
    ("unknown basis", with_policy(basis="lunar"), "policies.first.basis:"),
    ("unknown reopening", with_policy(on_reopen="ask"), "policies.first.on_reopen:"),
    ("unknown policy", GOOD | {"policy": "second"}, "policy:"),
    ("unknown priority", GOOD | {"priority": "asap"}, "priority:"),
    ("a bad calendar among several", GOOD | {"calendars": FORMS | {"X": {"tz": "Mars"}}}, "calendars.X.tz:"),
    ("no events", GOOD | {"events": []}, "events: the first event"),
    ("events that are no list", GOOD | {"events": {}}, "events: give a list"),
    ("not created first", GOOD | {"events": [CREATED | {"type": "note"}]}, "events[0]: the first event"),
    ("created twice", GOOD | {"events": [CREATED, CREATED]}, "events[1]: a ticket is created once"),
    ("unknown event", after_creation(type="telepathy"), "events[1].type:"),
    ("unknown field of an event", after_creation(type="note", text="hi"), "events[1].text: unknown field"),
    ("unknown creator", GOOD | {"events": [CREATED | {"by": "cat"}]}, "events[0].by:"),
    ("unknown status", after_creation(type="status", to="done"), "events[1].to:"),
    ("status of nothing", after_creation(type="status"), "events[1].to: is missing"),
    ("unknown policy chosen", after_creation(type="policy", to="second"), "events[1].to:"),
    ("hours of an unknown calendar", after_creation(type="calendar_changed", name="X", to=BERLIN), "events[1].name:"),
    ("calendar time for hours", after_creation(type="calendar_changed", name="BER", to="calendar"), "events[1].to:"),
    ("calendar time changed", after_creation(type="calendar_changed", name="CAL", to=BERLIN), "events[1].name:"),
    ("a losing ticket never created", after_creation(type="merge_in", events=[]), "events[1].events:"),
    ("a losing ticket that goes on", after_creation(type="merge_in", events=[CREATED, LATER]), "events[1].events[1]:"),
    ("merged into a closed ticket", after_closing(MERGE), "events[2]: the ticket is closed"),
    ("closed and opened", after_closing(LATER | {"type": "status", "to": "open"}), "events[2]: the ticket is closed"),
    ("closed and answered", after_closing(LATER | {"type": "agent_reply"}), "events[2]: the ticket is closed"),
    ("unknown point", GOOD | {"points": ["half"]}, "points[0]:"),
    ("a point beyond all", GOOD | {"points": ["50%", "401%"]}, "points[1]:"),
    ("no until", {name: GOOD[name] for name in GOOD if name != "until"}, "until: is missing"),
]
# fmt: on


@pytest.mark.parametrize(("_case", "request_", "error"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_request_that_means_nothing_is_refused_with_the_place(_case, request_, error):
    (answer,) = ask(request_)
    assert list(answer) == ["error"]
    assert answer["error"].startswith(error)


@pytest.mark.parametrize(
    "line",
    [b"", b"nonsense", b"{", b"[]", b"null", b"7", b'"clock"', b"\xff\xfe", b"{}{}", b"[" * 100_000, b"9" * 5_000],
)
def test_a_line_that_is_no_request_is_answered_too(line):
    answers = ask_lines(line + b"\n" + json.dumps(ELAPSED).encode() + b"\n")
    assert list(answers[0]) == ["error"]
    assert answers[1:] == [{"elapsed_s": 0}]


def test_a_day_given_twice_with_different_hours_is_refused_and_not_decided_by_order():
    text = json.dumps(on(exceptions={"2026-06-08": [], "2026-06-09": []}))
    contradiction = text.replace('"2026-06-09": []', '"2026-06-08": [["09:00", "12:00"]]')
    (answer,) = ask_lines(contradiction.encode())
    assert answer == {"error": "2026-06-08: is given twice with different values"}
    assert ask_lines(text.replace("2026-06-09", "2026-06-08").encode()) == ask(ADD)


def test_a_target_beyond_1830_days_is_exhausted_and_none_at_all_is_due_at_once():
    answers = ask(ADD | {"target_s": 10**9}, ADD | {"target_s": 0}, ADD | {"calendar": "calendar", "target_s": 10**18})
    exhausted = {"due_at": None, "error": "calendar_exhausted"}
    assert answers == [exhausted, {"due_at": "2026-06-01T08:00:00Z"}, exhausted]


def test_each_line_has_its_answer_in_its_place():
    answers = ask_lines(b"\n".join([json.dumps(ADD).encode(), b"?", json.dumps(GOOD).encode(), b"", b"{}"]))
    assert [list(answer)[0] for answer in answers] == ["due_at", "error", "timers", "error", "error"]


def then(*types, **said):
    """A ticket created, and these events, all of one second."""
    return [CREATED, *({**LATER, "type": type, **said} for type in types)]


ODD = [
    ("events out of their order", [*then("agent_reply"), CREATED | {"type": "customer_message"}]),
    ("spam twice, and restored twice", then("spam", "spam", "restore", "restore")),
    ("restored without having been spam", then("restore")),
    ("words while it is spam", then("spam", "agent_reply", "customer_message", "restore")),
    ("no policy, and one again", [*then("policy", to=None), LATER | {"type": "policy", "to": "first"}]),
    ("merged while it is spam", [*then("spam"), MERGE]),
    ("a ticket that is closed when it merges", [CREATED, MERGE | {"events": [CREATED | {"status": "closed"}]}]),
    ("null where a word may be left out", [CREATED | {"by": None, "status": None}]),
]


@pytest.mark.parametrize(("_case", "events"), ODD, ids=[row[0] for row in ODD])
def test_what_is_odd_and_possible_is_answered_with_timers(_case, events):
    (answer,) = ask(GOOD | {"events": events, "until": "2026-07-01T00:00:00Z", "points": ["50%", "50%", "+9999999m"]})
    assert {"timers", "status"} <= answer.keys()


def test_numbers_of_any_size_are_answered():
    huge = with_policy(targets={"requester_wait": {"normal": 10**300}})
    answers = ask(huge, ADD | {"target_s": 10**300}, ADD | {"target_s": -(10**300)}, ADD | {"target_s": 1e300})
    assert answers[0]["timers"][0]["due_at"] is None
    assert answers[1] == {"due_at": None, "error": "calendar_exhausted"}
    assert [list(one) for one in answers[2:]] == [["error"], ["error"]]
