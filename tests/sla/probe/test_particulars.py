"""What the worked examples do not show: the last second, points that were passed, spam, hours that change."""

import pytest

from tests.sla.probe.talking import ask, clock, promise, story, timer, told, z
from tests.sla.worlds import FORMS, every, local, utc

RW, FR, NR, PU = "requester_wait", "first_response", "next_response", "periodic_update"
WORKDAYS = "mon tue wed thu fri"


def at(text):
    return z(utc(text))


def changed(when, to, name="BER"):
    return {"at": z(local("BER", when)), "type": "calendar_changed", "name": name, "to": to}


# The end that is asked for


def test_an_event_exactly_at_until_counts_and_one_a_second_later_does_not():
    events = "06-01 10:00 created; 06-01 11:00 reply"
    in_time = told(promise(first_response=4), events, until="06-01 11:00")
    before = told(promise(first_response=4), events, until="06-01 10:59:59")
    assert [timer(answer, FR)["state"] for answer in (in_time, before)] == ["satisfied", "running"]
    assert (before["status"], timer(before, FR)["consumed_s"]) == ("new", 3_599)


@pytest.mark.parametrize(("until", "breached"), [("06-01 14:00:00", None), ("06-01 14:00:01", "06-01 12:00")])
def test_a_breach_shows_as_soon_as_until_is_past_due(until, breached):
    clock = timer(told(promise(first_response=4), "06-01 10:00 created", until=until), FR)
    assert (clock["breached_at"], clock["outcome"]) == (breached and at(breached), "missed" if breached else "open")


def test_before_its_creation_a_ticket_has_no_timers_and_no_status():
    answer = told(promise(first_response=4), "06-01 10:00 created", until="06-01 09:59:59")
    assert answer == {"timers": [], "status": None}


def test_without_a_policy_nothing_is_promised_until_one_is_chosen():
    events = story("06-01 10:00 created; 06-01 11:00 policy first")
    (first, later) = (told(promise(first_response=4), told_so_far, policy=None) for told_so_far in (events[:1], events))
    assert first == {"timers": [], "status": "new"}
    assert timer(later, FR)["due_at"] == at("06-01 12:00")


def test_parts_of_a_second_are_cut_off():
    events = [{"at": "2026-06-01T08:00:00.9Z", "type": "created"}]
    answer = told(promise(first_response=4), events, until="06-01 10:00:00")
    assert timer(answer, FR)["due_at"] == at("06-01 12:00")


# Order


def test_events_of_one_second_happen_in_the_order_of_the_request():
    answered_first = told(promise(first_response=4), "06-01 10:00 created; 06-01 11:00 reply; 06-01 11:00 resolved")
    resolved_first = told(promise(first_response=4), "06-01 10:00 created; 06-01 11:00 resolved; 06-01 11:00 reply")
    assert [timer(answer, FR)["outcome"] for answer in (answered_first, resolved_first)] == ["met", "void"]


def test_an_instant_before_that_of_the_last_event_is_that_of_the_last_event():
    answer = told(promise(first_response=4), "06-01 10:00 created; 06-01 09:00 reply", until="06-01 10:00")
    assert timer(answer, FR)["satisfied_at"] == at("06-01 08:00")


def test_timers_stand_in_the_order_of_the_measures_and_then_of_their_instances():
    policy = promise(total_resolution=9, requester_wait=9, next_response=2, first_response=2)
    events = "06-01 09:00 created; 06-01 10:00 reply; 06-01 11:00 customer; 06-01 12:00 reply; 06-01 13:00 customer"
    found = [(one["metric"], one["instance"]) for one in told(policy, events)["timers"]]
    assert found == [(FR, 1), (NR, 1), (NR, 2), (RW, 1), ("total_resolution", 1)]


# What moves the status


def test_words_move_the_status_as_they_move_that_of_a_ticket():
    text = "06-01 09:00 created"
    found = []
    for sentence in ("reply", "reply+pending", "customer", "resolved", "thanks", "auto", "customer", "on_hold", "note"):
        text += f"; 06-01 10:00 {sentence}"
        found.append(told(promise(first_response=4), text)["status"])
    assert found == ["open", "pending", "open", "resolved", "resolved", "resolved", "open", "on_hold", "on_hold"]


def test_a_message_to_a_closed_ticket_leaves_it_closed():
    answer = told(promise(first_response=4), "06-01 09:00 created; 06-01 10:00 closed; 06-01 11:00 customer")
    assert (answer["status"], len(answer["timers"])) == ("closed", 1)


def test_a_ticket_written_down_as_solved_has_no_clocks_until_it_is_reopened():
    text = "06-01 09:00 created+resolved"
    assert told(promise(requester_wait=8), text) == {"timers": [], "status": "resolved"}
    assert timer(told(promise(requester_wait=8), text + "; 06-02 09:00 customer"), RW)["due_at"] == at("06-02 15:00")


# Points


def test_a_point_already_passed_keeps_its_instant_when_the_target_becomes_longer():
    policy = promise(requester_wait={"normal": 2, "low": 8})
    answer = told(policy, "06-01 09:00 created; 06-01 10:30 priority low", points=["50%", "75%"])
    assert timer(answer, RW)["points"] == {"50%": at("06-01 08:00"), "75%": at("06-01 13:00")}


def test_a_point_already_passed_keeps_its_instant_while_the_clock_rests():
    answer = told(promise(requester_wait=8), "06-01 09:00 created; 06-01 14:00 pending", points=["50%", "75%"])
    assert timer(answer, RW)["points"] == {"50%": at("06-01 11:00"), "75%": None}


def test_a_point_before_the_start_is_the_start():
    answer = told(promise(requester_wait=1), "06-01 09:00 created", points=["-90m"])
    assert timer(answer, RW)["points"] == {"-90m": at("06-01 07:00")}


def test_a_finished_clock_has_the_points_it_reached_and_no_others():
    answer = told(promise(first_response=4), "06-01 09:00 created; 06-01 11:00 reply", points=["50%", "75%"])
    assert timer(answer, FR)["points"] == {"50%": at("06-01 09:00"), "75%": None}


# Spam


def test_spam_voids_what_ran_and_what_was_kept_and_restoring_brings_it_back():
    policy = promise(first_response=4, requester_wait=4)
    text = "06-05 15:00 created; 06-05 15:30 reply; 06-05 16:00 spam"
    away, back = told(policy, text), told(policy, text + "; 06-08 10:00 restore")
    assert [(one["state"], one["outcome"]) for one in away["timers"]] == [("satisfied", "void"), ("cancelled", "void")]
    assert [(one["state"], one["outcome"]) for one in back["timers"]] == [("satisfied", "met"), ("running", "open")]
    # the due time of a finished timer is its last one; hidden time counts as a pause
    assert [timer(answer, RW)["due_at"] for answer in (away, back)] == [at("06-08 09:00"), at("06-08 11:00")]


def test_time_as_spam_is_a_pause_for_reply_clocks_too():
    answer = told(promise(first_response=2), "06-01 09:00 created; 06-01 10:00 spam; 06-01 15:00 restore")
    assert timer(answer, FR)["due_at"] == at("06-01 14:00")


# Hours that change


def test_hours_without_a_date_begin_on_the_next_local_day():
    early = {"tz": "Europe/Berlin", "weekly": every(WORKDAYS, ("07:00", "12:00"))}
    answer = told(promise(requester_wait=8), [*story("06-01 15:00 created"), changed("06-01 15:30", early)])
    # two hours on Monday as it was, five on Tuesday, one on Wednesday
    assert timer(answer, RW)["due_at"] == at("06-03 06:00")


def test_hours_with_a_date_begin_on_it_and_not_before_today():
    def due(effective_from):
        versions = [
            {"effective_from": None, "weekly": every(WORKDAYS, ("09:00", "17:00"))},
            {"effective_from": effective_from, "weekly": every(WORKDAYS, ("09:00", "18:00"))},
        ]
        edit = changed("06-02 10:00", {"tz": "Europe/Berlin", "weekly_versions": versions})
        return timer(told(promise(requester_wait=20), [*story("06-01 09:00 created"), edit]), RW)["due_at"]

    assert [due("2026-06-03"), due("2026-06-02"), due("2026-05-01")] == [
        at("06-03 11:00"),
        at("06-03 10:00"),
        at("06-03 10:00"),
    ]


def test_an_exception_for_a_day_that_was_recounts_it_and_breaches_at_the_change():
    longer = FORMS["BER"] | {"exceptions": {"2026-06-01": [["09:00", "21:00"]]}}
    answer = told(promise(requester_wait=10), [*story("06-01 09:00 created"), changed("06-02 10:00", longer)])
    assert timer(answer, RW)["due_at"] == at("06-01 17:00")
    assert timer(answer, RW)["breached_at"] == at("06-02 08:00")


def test_other_hours_change_nothing_for_calendar_time_and_finished_clocks():
    closed = FORMS["BER"] | {"exceptions": {"2026-06-01": []}}
    events = [*story("06-01 09:00 created; 06-01 10:00 reply"), changed("06-01 11:00", closed)]
    answer = told(promise(first_response=4), events, points=["25%"])
    assert timer(answer, FR)["points"] == {"25%": at("06-01 08:00")}
    assert timer(answer, FR)["consumed_s"] == 3_600
    by_the_wall = told(promise("no such name", "calendar", requester_wait=4), events)
    assert timer(by_the_wall, RW)["due_at"] == at("06-01 11:00")


# Nights on which the clock changes


@pytest.mark.parametrize(
    ("created", "due"), [("03-28 22:00", "03-29 21:00"), ("10-24 22:00", "10-25 04:00"), ("06-06 22:00", "06-07 04:00")]
)
def test_a_night_shift_is_as_long_as_its_night(created, due):
    answer = told(promise("NGT", requester_wait=8), f"{created} created", zone="NGT")
    assert timer(answer, RW)["due_at"] == at(due)


def test_a_clock_that_never_reaches_its_target_runs_on_without_a_due_time():
    answer = told(promise(requester_wait=20_000), "06-01 09:00 created", until="06-02 09:00")
    assert (timer(answer, RW)["state"], timer(answer, RW)["due_at"]) == ("running", None)
    assert timer(answer, RW)["consumed_s"] == 28_800


def test_a_request_may_leave_out_what_has_a_default():
    events = [{"at": "2026-06-01T08:00:00Z", "type": "created"}]
    request = clock({"targets": {RW: {"normal": 60}}, "calendar": "BER"}, events)
    del request["priority"]
    (answer,) = ask(request)
    assert timer(answer, RW)["due_at"] == "2026-06-01T08:01:00Z"
