"""A ticket's clocks in the database: they follow what agents and customers really do."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from sla import policies, sweeping
from sla.engine.terms import Target
from sla.models import Clock, Deadline, Policy, Selection
from tests.sla.worlds import utc
from tickets import conversation, lifecycle, opening, triage
from tickets.conversation import Letter, Words
from tickets.models import Channel, Priority, Status


@pytest.fixture
def clock_of():
    return lambda ticket, metric, instance=1: Clock.objects.get(ticket=ticket, metric=metric, instance=instance)


def test_a_new_ticket_carries_the_clocks_of_the_starter_set(monday_morning, a_ticket, clock_of):
    ticket = a_ticket()
    first, solved = clock_of(ticket, "first_response"), clock_of(ticket, "requester_wait")
    assert (first.due_at, solved.due_at) == (utc("06-02 08:00"), utc("06-08 08:00"))
    assert (ticket.due_at, ticket.due_metric, ticket.reply_due_at) == (first.due_at, "first_response", first.due_at)
    assert ticket.at_risk_from == utc("06-01 14:00")
    assert Selection.objects.get(ticket=ticket).tried[-1]["name"] == "Everything else"


def test_an_answer_satisfies_the_first_response_and_leaves_the_resolution(monday_morning, a_ticket, bo, clock_of):
    ticket = a_ticket()
    with clock.at(utc("06-01 09:30")):
        conversation.reply(ticket, Words("We are on it."), by=bo)
    ticket.refresh_from_db()
    assert clock_of(ticket, "first_response").satisfied_at == utc("06-01 09:30")
    assert (ticket.due_metric, ticket.reply_due_at) == ("requester_wait", None)
    assert Deadline.objects.pending().filter(ticket=ticket, clock__metric="first_response").count() == 0


def test_each_answer_ends_one_promised_update_and_begins_the_next(monday_morning, a_ticket, ada, bo, clock_of):
    draft = policies.Draft({("periodic_update", "normal"): Target(4 * 3_600)})
    policies.publish(Policy.objects.get(is_default=True), draft, by=Actor.agent(ada))
    ticket = a_ticket()
    for hour in ("09:00", "11:00"):
        with clock.at(utc(f"06-01 {hour}")):
            conversation.reply(ticket, Words("Still looking."), by=bo)
    assert clock_of(ticket, "periodic_update").satisfied_at == utc("06-01 11:00")
    assert clock_of(ticket, "periodic_update", 2).due_at == utc("06-01 15:00")


def test_waiting_for_the_customer_stops_the_resolution_clock(monday_morning, a_ticket, bo, grace, clock_of):
    # given a reply that asks something back, two hours in
    ticket = a_ticket()
    with clock.at(utc("06-01 10:00")):
        conversation.reply(ticket, Words("Which browser?"), by=bo, then=Status.objects.default_of("pending"))
    paused = clock_of(ticket, "requester_wait")
    assert (paused.state, paused.due_at, paused.consumed_seconds) == ("paused", None, 7_200)
    assert not Deadline.objects.pending().filter(clock=paused, fire_at__isnull=False).exists()
    # when the customer answers a week later
    with clock.at(utc("06-08 10:00")):
        conversation.receive(ticket, grace, Words("Firefox."))
    # then 38 of 40 hours are left from there
    assert clock_of(ticket, "requester_wait").due_at == utc("06-15 08:00")


def test_a_thank_you_reopens_no_clock(monday_morning, a_ticket, bo, grace, clock_of):
    ticket = a_ticket()
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    with clock.at(utc("06-02 10:00")):
        conversation.receive(ticket, grace, Words("Thank you!"), letter=Letter(needs_no_reply=True))
    assert {one.state for one in Clock.objects.filter(ticket=ticket)} == {"cancelled", "satisfied"}


def test_raising_the_priority_counts_from_the_start(monday_morning, a_ticket, bo, clock_of):
    ticket = a_ticket()
    with clock.at(utc("06-01 11:00")):
        triage.set_priority(ticket, Priority.HIGH, by=Actor.agent(bo))
    assert clock_of(ticket, "first_response").due_at == utc("06-01 12:00")


def test_an_urgent_promise_tightened_into_the_past_is_missed_at_once(monday_morning, a_ticket, bo, clock_of):
    ticket = a_ticket()
    with clock.at(utc("06-01 11:00")):
        triage.set_priority(ticket, Priority.URGENT, by=Actor.agent(bo))
    ticket.refresh_from_db()
    assert clock_of(ticket, "first_response").breached_at == utc("06-01 11:00")
    assert ticket.is_breached
    assert Event.objects.about(ticket).filter(kind="clock.breached").count() == 1


def test_a_chat_is_promised_what_chats_are_promised(monday_morning, a_ticket, clock_of):
    ticket = a_ticket(channel=Channel.CHAT)
    assert clock_of(ticket, "first_response").target_seconds == 60
    assert [row["matched"] for row in Selection.objects.get(ticket=ticket).tried] == [True]


def test_spam_shows_no_clocks_and_restoring_brings_them_back(monday_morning, a_ticket, bo, clock_of):
    ticket = a_ticket()
    with clock.at(utc("06-01 09:00")):
        lifecycle.mark_spam(ticket, by=Actor.agent(bo))
    hidden = clock_of(ticket, "first_response")
    assert (hidden.state, hidden.hidden, hidden.due_at) == ("cancelled", "spam", None)
    with clock.at(utc("06-02 09:00")):
        lifecycle.restore(ticket, by=Actor.agent(bo))
    # one of eight hours was used up before
    assert clock_of(ticket, "first_response").due_at == utc("06-03 08:00")


def test_a_ticket_opened_by_writing_to_the_customer_owes_no_first_response(monday_morning, grace, bo, clock_of):
    ticket = opening.open_ticket(grace, "Your invoice", by=Actor.agent(bo), channel=Channel.AGENT)
    conversation.reply(ticket, Words("Here it is."), by=bo)
    assert [one.metric for one in Clock.objects.filter(ticket=ticket)] == ["requester_wait"]


def test_a_breach_is_marked_once_at_its_due_time(monday_morning, a_ticket, clock_of):
    ticket = a_ticket()
    due = clock_of(ticket, "first_response").due_at
    for late in (timedelta(seconds=4), timedelta(seconds=6), timedelta(minutes=10)):
        with clock.at(due + late):
            sweeping.fire_all_due()
    row = clock_of(ticket, "first_response")
    assert (row.breached_at, row.detected_at, row.state) == (due, due + timedelta(seconds=6), "running")
    assert Event.objects.about(ticket).filter(kind="clock.breached").count() == 1
    assert Deadline.objects.get(clock=row, kind="breach").state == "fired"


def test_a_missed_first_response_raises_the_priority_and_tells_the_lead_once(monday_morning, a_ticket, mia, clock_of):
    from helpdesk.notices.models import Notice
    from sla.models import Firing

    ticket = a_ticket()
    for late in (6, 60, 3_600):
        with clock.at(clock_of(ticket, "requester_wait").started_at + timedelta(days=1, seconds=late)):
            sweeping.fire_all_due()
    ticket.refresh_from_db()
    assert ticket.priority == Priority.HIGH
    firing = Firing.objects.get(ticket=ticket)
    assert firing.results == ["priority Normal → High", "told Mia"]
    assert Notice.objects.get(agent=mia).ticket_number == ticket.number


def test_an_answer_during_an_outage_records_the_breach_but_escalates_nothing(monday_morning, a_ticket, bo, clock_of):
    from sla.models import Firing

    ticket = a_ticket()
    due = clock_of(ticket, "first_response").due_at
    with clock.at(due + timedelta(minutes=30)):
        conversation.reply(ticket, Words("Sorry for the wait."), by=bo)
    with clock.at(due + timedelta(minutes=60)):
        sweeping.fire_all_due()
    assert clock_of(ticket, "first_response").breached_at == due
    assert Event.objects.about(ticket).filter(kind="clock.breached").count() == 1
    assert not Firing.objects.exists()


def test_everything_of_a_ticket_commits_or_nothing_does(monday_morning, a_ticket, bo, monkeypatch):
    ticket = a_ticket()
    before = list(Clock.objects.values())
    monkeypatch.setattr("sla.deadlines.sync", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        conversation.reply(ticket, Words("Hello"), by=bo)
    assert list(Clock.objects.values()) == before


def test_an_edited_calendar_reaches_running_clocks(monday_morning, a_ticket, ada, clock_of):
    from sla import opening_hours, recounting
    from sla.models import Calendar

    ticket = a_ticket()
    calendar = Calendar.objects.get(is_default=True)
    with clock.at(utc("06-01 12:00")):
        closed = calendar.form | {"exceptions": {"2026-06-02": []}}
        opening_hours.edit(calendar, name=calendar.name, form=closed, is_default=True, by=Actor.agent(ada))
        assert clock_of(ticket, "first_response").due_at == utc("06-02 08:00")
        recounting.recount_some(calendar.pk)
    assert clock_of(ticket, "first_response").due_at == utc("06-03 08:00")
    assert clock_of(ticket, "first_response").calendar_revision == 2


def test_waiving_is_for_missed_promises_only(monday_morning, a_ticket, mia, clock_of):
    from sla import clocks

    ticket = a_ticket()
    row = clock_of(ticket, "first_response")
    with pytest.raises(clocks.NotBreached):
        clocks.waive(row, by=Actor.agent(mia), because="a test ticket")
    with clock.at(row.due_at + timedelta(hours=1)):
        sweeping.fire_all_due()
        clocks.waive(row, by=Actor.agent(mia), because="a test ticket")
    row.refresh_from_db()
    assert (row.waived_by, row.waived_because) == ("Mia", "a test ticket")
    assert Event.objects.about(ticket).filter(kind="clock.waived").count() == 1
