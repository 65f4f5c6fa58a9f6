"""The clocks of tickets that become one, are split, and come apart again: stored and told again they are the same."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import policies, replay
from sla.engine.terms import Target
from sla.models import Clock, Policy
from tests.sla.worlds import utc
from tickets import conversation, lifecycle, merging, splitting, triage
from tickets.conversation import Words
from tickets.models import Message, Status, Ticket


@pytest.fixture
def promises(acme, ada):
    """Two hours to the first answer and to the next, eight to the solution."""
    targets = {(metric, "normal"): Target(7_200) for metric in ("first_response", "next_response")}
    draft = policies.Draft(targets | {("requester_wait", "normal"): Target(28_800)})
    policies.publish(Policy.objects.get(is_default=True), draft, by=Actor.agent(ada))


def clock_of(ticket, metric, instance=1):
    return Clock.objects.get(ticket=ticket, metric=metric, instance=instance)


def at(text):
    return clock.at(utc(f"06-01 {text}"))


def sound(*tickets):
    """Whether the stored clocks are those of the log."""
    return [replay.differences(Ticket.objects.get(pk=one.pk), clock.now()) for one in tickets] == [[]] * len(tickets)


def test_a_wait_is_carried_to_the_other_ticket(promises, a_ticket, bo):
    # sla.md C23: L of 09:30, W of 10:00, merged at 10:15 (Berlin)
    with at("07:30"):
        loser = a_ticket()
    with at("08:00"):
        winner = a_ticket()
    with at("08:15"):
        merging.merge(loser, winner, by=bo)
        gone, own = clock_of(loser, "first_response"), clock_of(winner, "first_response")
        assert (gone.state, gone.reason) == ("cancelled", "carried")
        assert (own.started_at, own.due_at) == (utc("06-01 07:30"), utc("06-01 09:30"))
        assert Ticket.objects.get(pk=winner.pk).due_at == utc("06-01 09:30")
        assert Ticket.objects.get(pk=loser.pk).due_at is None
        assert clock_of(loser, "requester_wait").reason == "merged"
        assert sound(loser, winner)


def test_a_breach_is_not_laundered_and_the_other_ticket_owes_an_answer(promises, a_ticket, bo):
    # sla.md C31, with two hours: W answered and pending, L missed, merged half an hour later
    with at("07:00"):
        loser, winner = a_ticket(), a_ticket()
        conversation.reply(winner, Words("Which browser?"), by=bo, then=Status.objects.default_of("pending"))
    with at("09:30"):
        merging.merge(loser, winner, by=bo)
        missed, owed = clock_of(loser, "first_response"), clock_of(winner, "next_response")
        assert (missed.reason, missed.breached_at) == ("merged", utc("06-01 09:00"))
        assert (owed.started_at, owed.due_at) == (utc("06-01 09:30"), utc("06-01 11:30"))
        assert Ticket.objects.get(pk=winner.pk).status_category == "open"
        assert sound(loser, winner)


def test_undone_the_clocks_stand_as_if_it_had_never_been(promises, a_ticket, bo):
    with at("07:30"):
        loser = a_ticket()
    with at("08:00"):
        winner = a_ticket()
    before = [
        clock_of(one, metric).due_at for one in (loser, winner) for metric in ("first_response", "requester_wait")
    ]
    with at("08:15"):
        done = merging.merge(loser, winner, by=bo)
    with at("08:45"):
        merging.undo(done, by=bo)
        again = [clock_of(o, metric) for o in (loser, winner) for metric in ("first_response", "requester_wait")]
        assert [one.due_at for one in again] == before
        assert {one.state for one in again} == {"running"}
        assert Ticket.objects.get(pk=loser.pk).due_at == before[0]
        assert Ticket.objects.get(pk=winner.pk).due_at == before[2]
        assert sound(loser, winner)
    with at("09:00"):
        conversation.reply(loser, Words("Here."), by=bo)
        assert clock_of(loser, "first_response").satisfied_at == utc("06-01 09:00")
        assert sound(loser, winner)


def test_a_clock_that_only_the_merge_started_is_gone_when_it_is_undone(promises, a_ticket, bo):
    with at("07:30"):
        loser, winner = a_ticket(), a_ticket()
        conversation.reply(winner, Words("Which browser?"), by=bo)
    with at("08:15"):
        done = merging.merge(loser, winner, by=bo)
        assert clock_of(winner, "next_response").started_at == utc("06-01 07:30")
    with at("08:30"):
        merging.undo(done, by=bo)
        assert not Clock.objects.filter(ticket=winner, metric="next_response").exists()
        assert sound(loser, winner)


def test_an_answer_given_meanwhile_stays_an_answer(promises, a_ticket, bo):
    with at("07:30"):
        loser, winner = a_ticket(), a_ticket()
    with at("08:15"):
        done = merging.merge(loser, winner, by=bo)
    with at("08:30"):
        conversation.reply(winner, Words("To both."), by=bo)
    with at("08:45"):
        merging.undo(done, by=bo)
        assert clock_of(winner, "first_response").satisfied_at == utc("06-01 08:30")
        assert clock_of(loser, "first_response").state == "running"
        assert sound(loser, winner)


def test_a_policy_that_reads_tags_is_chosen_anew_on_both_ways(promises, a_ticket, ada, bo):
    vip = {"all": [{"field": "tags", "op": "has_any", "value": ["vip"]}], "any": []}
    policy = policies.make("VIP", vip, by=Actor.agent(ada))
    draft = policies.Draft({("first_response", "normal"): Target(3_600)})
    policies.publish(policy, draft, by=Actor.agent(ada))
    while Policy.objects.order_by("position").first().pk != policy.pk:
        policies.move(policy, up=True, by=Actor.agent(ada))
        policy.refresh_from_db()
    with at("08:00"):
        loser, winner = a_ticket(), a_ticket()
        triage.change_tags(loser, add=["vip"], by=Actor.agent(bo))
    with at("08:10"):
        done = merging.merge(loser, winner, by=bo)
        assert clock_of(winner, "first_response").target_seconds == 3_600
        assert sound(loser, winner)
    with at("08:20"):
        merging.undo(done, by=bo)
        assert clock_of(winner, "first_response").target_seconds == 7_200
        assert sound(loser, winner)


@pytest.mark.parametrize(("answered", "started"), [(False, "08:00"), (True, "08:40")])
def test_a_split_off_question_has_waited_since_it_came_in(promises, a_ticket, grace, bo, answered, started):
    with at("07:00"):
        old = a_ticket()
    with at("08:00"):
        conversation.receive(old, grace, Words("And by the way: the invoice."))
    if answered:
        with at("08:20"):
            conversation.reply(old, Words("Thanks."), by=bo)
    before = list(Clock.objects.filter(ticket=old).order_by("id").values("metric", "state", "due_at"))
    with at("08:40"):
        new = splitting.split(Message.objects.get(text__startswith="And by"), "The invoice", by=bo)
        assert clock_of(new, "first_response").started_at == utc(f"06-01 {started}")
        assert clock_of(new, "requester_wait").started_at == utc("06-01 08:40")
        assert list(Clock.objects.filter(ticket=old).order_by("id").values("metric", "state", "due_at")) == before
        assert sound(old, new)


def test_a_company_without_promises_merges_too(acme, a_ticket, bo):
    for policy in Policy.objects.all():
        policy.is_active = False
        policy.save()
    loser, winner = a_ticket(), a_ticket()
    lifecycle.set_status(winner, Status.objects.default_of("pending"), by=Actor.agent(bo))
    with clock.move_by(timedelta(minutes=1)):
        merging.merge(loser, winner, by=bo)
    assert Ticket.objects.get(pk=winner.pk).status_category == "open"
