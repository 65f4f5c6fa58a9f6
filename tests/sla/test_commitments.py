"""A promised update is kept by the next answer, missed once its moment has passed, withdrawn when nothing is owed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from sla import commitments, sweeping, update_offers
from sla.models import Commitment, Deadline
from tests.sla.worlds import utc
from tickets import conversation, lifecycle, merging
from tickets.conversation import Words
from tickets.models import Ticket

TWO = "06-01 12:00"  # 14:00 in Berlin


@pytest.fixture
def promised(monday_morning, a_ticket, bo):
    """A ticket whose customer was promised an update by 14:00."""
    ticket = a_ticket()
    message = conversation.reply(ticket, Words("We look into it."), by=bo)
    commitments.promise(message, utc(TWO), by=bo)
    return Ticket.objects.get(pk=ticket.pk)


def the_one() -> Commitment:
    return Commitment.objects.get()


def kinds() -> list[str]:
    found = Event.objects.filter(kind__startswith="ticket.update_").order_by("id")
    return [kind.removeprefix("ticket.update_") for kind in found.values_list("kind", flat=True)]


def swept_at(when: str) -> None:
    with clock.at(utc(when)):
        sweeping.fire_all_due()


def test_the_next_public_answer_keeps_it_and_a_note_or_a_rule_does_not(promised, bo):
    with clock.at(utc("06-01 11:00")):
        conversation.note(promised, Words("Still looking"), by=Actor.agent(bo), author_agent=bo)
        assert the_one().is_open
    with clock.at(utc(TWO)):  # exactly then is in time
        conversation.reply(promised, Words("Found it"), by=bo)
    assert (the_one().state, the_one().answered_at) == ("kept", utc(TWO))
    swept_at("06-02 12:00")
    assert kinds() == ["promised", "kept"]


def test_it_is_reminded_of_an_hour_before_and_missed_once(promised, bo, deliver):
    swept_at("06-01 11:00")
    swept_at("06-01 11:30")
    swept_at("06-01 12:00:04")  # an answer made in time may still be on its way
    assert kinds() == ["promised", "nears"]
    swept_at("06-01 12:00:05")
    swept_at("06-01 15:00")
    assert kinds() == ["promised", "nears", "missed"]
    assert the_one().missed_at == utc(TWO)
    deliver()
    told = Notice.objects.filter(agent=bo, kind="promised").values_list("ticket_number", flat=True)
    assert list(told) == [promised.number, promised.number]


def test_after_an_outage_only_the_miss_is_told(promised):
    swept_at("06-01 15:00")
    assert kinds() == ["promised", "missed"]
    states = Deadline.objects.filter(commitment=the_one()).values_list("point_key", "state")
    assert {key.split("/")[0]: state for key, state in states} == {"remind": "superseded", "miss": "fired"}


def test_a_late_answer_ends_it_and_it_stays_missed(promised, bo):
    with clock.at(utc("06-01 12:30")):  # before any sweep came by
        conversation.reply(promised, Words("Sorry"), by=bo)
    one = the_one()
    assert (one.state, one.missed_at, one.is_open) == ("missed", utc(TWO), False)
    assert kinds() == ["promised", "missed"]


def test_the_ticket_is_due_by_it_where_no_clock_is_due_before(monday_morning, a_ticket, bo):
    ticket = a_ticket()
    message = conversation.reply(ticket, Words("Tomorrow"), by=bo)
    ticket.refresh_from_db()
    of_the_clocks = ticket.due_at
    commitments.promise(message, utc(TWO), by=bo)
    ticket.refresh_from_db()
    assert (ticket.due_at, ticket.due_metric, ticket.at_risk_from) == (utc(TWO), "update", utc("06-01 11:00"))
    conversation.reply(ticket, Words("Done"), by=bo)
    ticket.refresh_from_db()
    assert (ticket.due_at, ticket.due_metric) == (of_the_clocks, "requester_wait")


def test_solving_without_an_answer_withdraws_it(promised, bo):
    lifecycle.resolve(promised, by=Actor.agent(bo))
    assert (the_one().state, the_one().withdrawn_because) == ("withdrawn", "resolved")
    swept_at("06-02 12:00")
    assert kinds() == ["promised", "withdrawn"]


def test_an_answer_that_solves_keeps_it(promised, bo):
    from tickets.models import Status

    conversation.reply(promised, Words("Done"), by=bo, then=Status.objects.default_of("resolved"))
    assert the_one().state == "kept"


def test_spam_withdraws_it_and_restoring_brings_it_back(promised, bo):
    actor = Actor.agent(bo)
    lifecycle.mark_spam(promised, by=actor)
    assert the_one().state == "withdrawn"
    swept_at("06-01 11:10")
    with clock.at(utc("06-01 11:20")):
        lifecycle.restore(promised, by=actor)
    assert the_one().is_open
    promised.refresh_from_db()
    assert promised.due_at == utc(TWO)
    swept_at("06-01 12:01")
    assert the_one().state == "missed"


def test_a_merge_takes_it_along_and_undoing_gives_it_back(promised, a_ticket, bo):
    into = a_ticket(subject="The other one")
    done = merging.merge(promised, into, by=bo)
    into.refresh_from_db()
    assert (the_one().ticket_id, into.due_at, into.due_metric) == (into.pk, utc(TWO), "update")
    merging.undo(done, by=bo)
    promised.refresh_from_db()
    into.refresh_from_db()
    assert (the_one().ticket_id, promised.due_metric, into.due_metric) == (promised.pk, "update", "first_response")


@pytest.mark.parametrize("when", ["06-01 07:00", "06-01 08:00", "2027-07-01 08:00"])
def test_only_a_moment_ahead_and_within_a_year_is_promised(when, monday_morning, a_ticket, bo):
    message = conversation.reply(a_ticket(), Words("Soon"), by=bo)
    with pytest.raises(commitments.PromiseRefused):
        commitments.promise(message, utc(when), by=bo)
    assert not Commitment.objects.exists()


def test_offers_stand_in_business_hours(monday_morning, a_ticket):
    ticket = a_ticket()
    timezone.activate("Europe/Berlin")  # as the middleware does for the agent
    told = [(one.label, one.when) for one in update_offers.offers(ticket)]
    assert told == [
        ("Today, end of business", "17:00"),
        ("Tomorrow noon", "Tue 12:00"),
        ("In two business days", "Wed 17:00"),
    ]
    with clock.at(utc("06-05 14:45")):  # Friday, a quarter of an hour before closing
        assert [one.when for one in update_offers.offers(ticket)] == ["Mon 12:00", "Tue 17:00"]
    timezone.deactivate()


def test_a_short_promise_is_reminded_of_when_a_quarter_is_left(monday_morning, a_ticket, bo):
    hours = commitments.hours_of(a_ticket())
    now = clock.now()
    assert commitments.reminder(now, now + timedelta(hours=2), hours) == now + timedelta(minutes=90)
    # overnight the hour before is one in which somebody works
    assert commitments.reminder(now, utc("06-02 07:30"), hours) == utc("06-01 14:30")
    # a moment outside business hours is reminded of by the clock on the wall
    assert commitments.reminder(utc("06-06 08:00"), utc("06-06 16:00"), hours) == utc("06-06 15:00")
