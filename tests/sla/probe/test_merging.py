"""Tickets that end in another one: the wait they bring, and their own timers."""

from tests.sla.probe.talking import promise, story, timer, told, z
from tests.sla.worlds import FORMS, local, utc

RW, FR, NR = "requester_wait", "first_response", "next_response"


def at(text):
    return z(utc(text))


def changed(when, to):
    return {"at": z(local("BER", when)), "type": "calendar_changed", "name": "BER", "to": to}


def merged_in(when, losing):
    return {
        "at": z(local("BER", when)),
        "type": "merge_in",
        "events": losing if isinstance(losing, list) else story(losing),
    }


def test_a_merge_counts_only_once_it_happened():
    events = [*story("06-01 10:00 created"), merged_in("06-01 10:15", "06-01 09:30 created")]
    assert "merged" not in told(promise(first_response=2), events, until="06-01 10:14")
    assert len(told(promise(first_response=2), events, until="06-01 10:15")["merged"]) == 1


def test_a_carried_wait_takes_a_waiting_ticket_up_again():
    waiting = story("06-01 09:00 created; 06-01 09:10 reply+pending")
    events = [*waiting, merged_in("06-01 11:00", "06-01 10:00 created; 06-01 10:30 customer")]
    answer = told(promise(first_response=4, next_response=2, requester_wait=8), events)
    assert (answer["status"], timer(answer, NR)["due_at"]) == ("open", at("06-01 10:00"))
    lost = {one["metric"]: one["outcome"] for one in answer["merged"][0]["timers"]}
    assert lost == {FR: "void", RW: "void"}


def test_a_ticket_without_a_waiting_customer_changes_nothing_where_it_ends():
    waiting = story("06-01 09:00 created; 06-01 09:10 reply+pending")
    events = [*waiting, merged_in("06-01 11:00", "06-01 10:00 created; 06-01 10:30 reply")]
    answer = told(promise(first_response=4, next_response=2), events)
    assert (answer["status"], [one["metric"] for one in answer["timers"]]) == ("pending", [FR])


def test_merges_into_a_merged_ticket_come_back_below_it():
    middle = [*story("06-01 09:30 created"), merged_in("06-01 10:00", "06-01 09:00 created")]
    answer = told(promise(first_response=2), [*story("06-01 10:10 created"), merged_in("06-01 10:15", middle)])
    assert timer(answer, FR)["due_at"] == at("06-01 09:00")
    assert timer(answer["merged"][0]["merged"][0], FR)["outcome"] == "void"


def test_hours_that_change_before_a_merge_change_for_the_losing_ticket_too():
    longer = FORMS["BER"] | {"exceptions": {"2026-06-01": [["09:00", "12:00"], ["14:00", "18:00"]]}}
    events = [*story("06-01 10:00 created"), changed("06-01 10:05", longer)]
    events.append(merged_in("06-01 13:00", "06-01 09:30 created"))
    answer = told(promise(first_response=2), events)
    assert timer(answer["merged"][0], FR)["breached_at"] == at("06-01 09:30")
    answer = told(promise(first_response=3), events)
    assert timer(answer["merged"][0], FR)["due_at"] == at("06-01 12:30")
