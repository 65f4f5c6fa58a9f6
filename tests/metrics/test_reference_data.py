"""The acceptance fixture of spec/metrics.md §9: every figure of its table that the first seven metrics touch."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from metrics import backlog, rebuilding
from metrics.models import BacklogSnapshot, DailyRollup, PromiseFact, ReplyFact, ResolveFact, TicketFact
from tests.metrics.reference import AS_OF, june

MINUTE, HOUR = 60, 3600


def by_name(play, rows, column):
    return {play.name_of(row.ticket_id): getattr(row, column) for row in rows}


def test_first_response_times_of_the_four_answered_tickets(reference):
    first = ReplyFact.objects.counted().filter(is_first=True)
    assert by_name(reference, first, "seconds") == {
        "T1": 45 * MINUTE,
        "T2": 180 * MINUTE,
        "T3": 3885 * MINUTE,
        "T8": 30 * MINUTE,
    }
    assert by_name(reference, first, "business_seconds") == {
        "T1": 45 * MINUTE,
        "T2": 180 * MINUTE,
        "T3": 45 * MINUTE,
        "T8": 30 * MINUTE,
    }


def test_only_t7_awaits_its_first_response(reference):
    (waiting,) = TicketFact.objects.counted().awaiting_first_reply()
    assert reference.name_of(waiting.ticket_id) == "T7"
    assert AS_OF - waiting.waiting_since == AS_OF - june(9, "15:00")


def test_next_response_times(reference):
    later = ReplyFact.objects.counted().filter(is_first=False)
    assert by_name(reference, later, "business_seconds") == {"T2": 90 * MINUTE, "T3": 20 * MINUTE, "T5": 270 * MINUTE}


def test_full_resolution_times(reference):
    standing = ResolveFact.objects.counted().filter(is_standing=True)
    calendar = {name: seconds / HOUR for name, seconds in by_name(reference, standing, "seconds").items()}
    business = {name: seconds / HOUR for name, seconds in by_name(reference, standing, "business_seconds").items()}
    assert calendar == pytest.approx({"T1": 0.75, "T2": 25, "T3": 89.8333, "T4": 2.5, "T5": 5.5}, abs=1e-4)
    assert business == pytest.approx({"T1": 0.75, "T2": 9, "T3": 9.8333, "T4": 1.5, "T5": 5.5}, abs=1e-4)


def test_requester_wait_in_business_time(reference):
    standing = ResolveFact.objects.counted().filter(is_standing=True)
    waits = {name: s // MINUTE for name, s in by_name(reference, standing, "wait_business_seconds").items()}
    assert waits == {"T1": 45, "T2": 270, "T3": 65, "T4": 90, "T5": 330}


def test_flow_explains_the_backlog(reference):
    flow = backlog.flow(june(1, "00:00"), AS_OF)
    assert (flow.start, flow.created, flow.reopened, flow.resolved, flow.removed, flow.restored) == (0, 8, 1, 6, 1, 0)
    assert flow.end == 2
    unresolved = TicketFact.objects.counted().unresolved()
    assert {reference.name_of(row.ticket_id): (AS_OF - row.at).total_seconds() / HOUR for row in unresolved} == {
        "T7": 21,
        "T8": 50,
    }
    assert [row.status_category for row in unresolved.filter(status_category__in=["new", "open"])] == ["new"]


def test_restated_inflow_leaves_spam_out_and_counts_a_ticket_once(reference):
    assert TicketFact.objects.counted().count() == 7
    assert ResolveFact.objects.counted().values("ticket").distinct().count() == 5
    assert ResolveFact.objects.counted().count() == 6


def test_one_ticket_of_five_was_reopened(reference):
    first = ResolveFact.objects.counted().filter(is_first=True)
    assert first.count() == 5
    assert [reference.name_of(row.ticket_id) for row in first.filter(is_reopened=True)] == ["T3"]


def test_three_of_five_were_solved_at_one_touch(reference):
    touched = ResolveFact.objects.counted().filter(is_standing=True, public_replies__lte=1)
    assert {reference.name_of(row.ticket_id) for row in touched} == {"T1", "T4", "T5"}


@pytest.mark.parametrize(
    ("_case", "metric", "met", "missed"),
    [
        ("first response 3 of 5", "first_response", {"T1", "T3", "T8"}, {"T2", "T7"}),
        ("next response 2 of 3", "next_response", {"T2", "T3"}, {"T5"}),
        ("requester wait 5 of 5", "requester_wait", {"T1", "T2", "T3", "T4", "T5"}, set()),
    ],
)
def test_sla_compliance(reference, _case, metric, met, missed):
    promises = PromiseFact.objects.counted().filter(metric=metric)
    assert {reference.name_of(row.ticket_id) for row in promises.filter(is_met=True)} == met
    assert {reference.name_of(row.ticket_id) for row in promises.filter(is_met=False)} == missed


def test_breaches_are_dated_when_they_happened(reference):
    missed = PromiseFact.objects.counted().filter(is_met=False)
    assert {(reference.name_of(row.ticket_id), row.metric, row.at) for row in missed} == {
        ("T2", "first_response", june(1, "12:00")),
        ("T5", "next_response", june(3, "15:00")),
        ("T7", "first_response", june(9, "17:00")),
    }


def test_every_midnight_has_its_backlog(reference):
    rows = BacklogSnapshot.objects.order_by("day").values_list("day__day", "unresolved")
    assert list(rows) == [(1, 1), (2, 0), (3, 0), (4, 0), (5, 1), (6, 1), (7, 1), (8, 1), (9, 2)]


def test_what_is_stored_is_what_the_events_say(reference):
    assert rebuilding.check() == []


def test_a_check_names_every_difference_and_a_rebuild_heals_it(reference):
    ReplyFact.objects.filter(ticket=reference.tickets["T1"].pk).delete()
    DailyRollup.objects.filter(measure="created", day__day=2).update(numerator=5)
    BacklogSnapshot.objects.filter(day__day=9).update(unresolved=7)
    found = {str(finding).partition(":")[0] for finding in rebuilding.check()}
    assert found == {"reply fact", "daily rollup", "backlog snapshot"}
    rebuilding.rebuild()
    assert rebuilding.check() == []


def test_the_command_fails_where_stored_and_rebuilt_differ(reference):
    call_command("rebuild_metrics", tenant="acme", check=True, stdout=StringIO())
    DailyRollup.objects.filter(measure="created", day__day=2).update(numerator=5)
    with pytest.raises(CommandError):
        call_command("rebuild_metrics", tenant="acme", check=True, stdout=StringIO())
