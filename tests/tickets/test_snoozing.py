"""Tickets put aside: out of sight until their hour or an answer, and back with the reason."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from helpdesk.tenancy.sweeping import due_by_tenant
from tickets import assignment, conversation, lifecycle, queues, reading, snoozing
from tickets.conversation import Words
from tickets.models import Snooze, Ticket
from tickets.snoozing import NotSnoozed

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(a_ticket, bo):
    return assignment.assign(a_ticket(), bo, by=Actor.agent(bo))


@pytest.fixture
def asleep(ticket, bo):
    snoozing.snooze(ticket, clock.now() + HOUR, by=bo, reason="ask the vendor again")
    return ticket


def is_awake(ticket) -> bool:
    return Ticket.objects.awake().filter(pk=ticket.pk).exists() and not Snooze.objects.exists()


def waits_in(key, agent) -> bool:
    return queues.queue_for(agent, key).tickets(agent).exists()


def woke_by() -> list[str]:
    return [event.data["cause"] for event in Event.objects.filter(kind="ticket.woke")]


def test_it_leaves_the_queues_of_work_and_no_others(asleep, bo):
    assert [key for key in ("mine", "my-teams", "unassigned", "open", "snoozed") if waits_in(key, bo)] == [
        "open",
        "snoozed",
    ]
    assert (queues.counts(bo)["mine"], queues.counts(bo)["snoozed"]) == (0, 1)


def test_at_its_hour_it_is_back_unread_once_and_says_why(asleep, bo, deliver):
    reading.mark_read(asleep, bo)
    assert snoozing.wake_due([asleep.pk]) == 0
    with clock.move_by(HOUR):
        assert snoozing.wake_due([asleep.pk]) == 1
        assert snoozing.wake_due([asleep.pk]) == 0
    deliver()
    assert is_awake(asleep)
    assert waits_in("mine", bo)
    assert Ticket.objects.with_read_mark(bo).get(pk=asleep.pk).read_at is None
    assert Event.objects.get(kind="ticket.woke").sentence.endswith("its hour came – ask the vendor again")
    assert [one.text for one in Notice.objects.to(bo)] == [
        f"ACME-{asleep.number} woke (its hour came – ask the vendor again): {asleep.subject}"
    ]


def test_the_sweep_finds_what_is_due(asleep, acme):
    assert due_by_tenant("snoozed_tickets_due", 10) == {}
    Ticket.objects.filter(pk=asleep.pk).update(snoozed_until=clock.now() - timedelta(days=1))
    assert due_by_tenant("snoozed_tickets_due", 10) == {acme.pk: [asleep.pk]}


def test_the_customer_wakes_it_and_a_machine_does_not(asleep, grace):
    conversation.receive(asleep, grace, Words("I am away"), letter=conversation.Letter(machine="vacation"))
    assert not is_awake(asleep)
    conversation.receive(asleep, grace, Words("It is urgent now"))
    assert is_awake(asleep)
    assert woke_by() == ["answer"]


def test_waiting_for_an_answer_ends_after_a_month(ticket, bo):
    snoozing.snooze(ticket, None, by=bo, waits_for_answer=True)
    with clock.move_by(timedelta(days=29)):
        assert snoozing.wake_due([ticket.pk]) == 0
    with clock.move_by(timedelta(days=30)):
        assert snoozing.wake_due([ticket.pk]) == 1
    assert "no answer for a month" in Event.objects.get(kind="ticket.woke").sentence


def test_it_does_not_sleep_in_anothers_queue(asleep, bo, mia):
    assignment.assign(asleep, mia, by=Actor.agent(bo))
    assert is_awake(asleep)
    assert woke_by() == ["owner"]


@pytest.mark.parametrize(
    ("_case", "end"),
    [("solved", lifecycle.resolve), ("closed", lifecycle.close), ("spam", lifecycle.mark_spam)],
)
def test_what_is_over_does_not_come_back(asleep, bo, _case, end):
    end(asleep, by=Actor.agent(bo))
    assert is_awake(asleep)
    with clock.move_by(HOUR):
        assert snoozing.wake_due([asleep.pk]) == 0
    assert woke_by() == []


def test_routing_gives_nobody_what_sleeps(a_ticket, bo):
    ticket = a_ticket()
    assert list(Ticket.objects.waiting_for(ticket.team)) == [ticket]
    snoozing.snooze(ticket, clock.now() + HOUR, by=bo)
    assert list(Ticket.objects.waiting_for(ticket.team)) == []


@pytest.mark.parametrize("delta", [timedelta(0), timedelta(days=400)])
def test_a_moment_that_cannot_be_is_refused(ticket, bo, delta):
    with pytest.raises(NotSnoozed, match="within a year"):
        snoozing.snooze(ticket, clock.now() + delta, by=bo)
    assert is_awake(ticket)


def test_what_is_solved_is_not_snoozed(ticket, bo):
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    with pytest.raises(NotSnoozed, match="Only open"):
        snoozing.snooze(ticket, clock.now() + HOUR, by=bo)
