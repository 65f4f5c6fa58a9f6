"""Each missed promise is kept with what led to it, told from the log; forgiving many is looked at first."""

from datetime import timedelta

import pytest

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from sla import breaches, opening_hours, recounting, sweeping, waiving
from sla.engine.clock import VOID, outcome
from sla.ledger import open_page
from sla.models import Breach, BulkWaiver, Calendar, Clock
from tests.sla.worlds import utc
from tickets import assignment, conversation, triage
from tickets.conversation import Words
from tickets.models import Priority, Status, Ticket

FIRST = "first_response"  # eight business hours: due Tuesday, 2 June, 10:00 in Berlin


def missed(ticket, deliver, when="06-02 08:00:06", metric=FIRST) -> Breach:
    with clock.at(utc(when)):
        sweeping.fire_all_due()
    deliver()
    return Breach.objects.get(ticket=ticket, metric=metric)


def words_of(breach: Breach, when="06-02 09:00") -> str:
    return breaches.listed([Breach.objects.select_related("clock").get(pk=breach.pk)], utc(when))[0].because


@pytest.fixture
def give(monday_morning, kim):
    """`give(ticket, agent, "06-01 09:00")` assigns it then."""

    def assign(ticket, agent, when):
        with clock.at(utc(when)):
            assignment.assign(Ticket.objects.get(pk=ticket.pk), agent, by=Actor.agent(kim))

    return assign


@pytest.fixture
def kim(acme):
    from helpdesk.accounts.models import Agent, User

    return Agent.objects.create(
        user=User.objects.create_user("kim@acme.test", "x", name="Kim"), name="Kim", role="agent"
    )


def test_waiting_without_an_owner_is_named_with_how_long(a_ticket, bo, give, deliver):
    ticket = a_ticket()
    give(ticket, bo, "06-01 14:00")
    breach = missed(ticket, deliver)
    assert breach.cause == "unassigned"
    assert words_of(breach) == "waited 6 h of 8 h without an owner"
    assert (breach.agent, breach.team) == (bo, ticket.team)


def test_an_owner_who_did_nothing_is_named(a_ticket, bo, give, deliver):
    ticket = a_ticket()
    give(ticket, bo, "06-01 08:30")
    breach = missed(ticket, deliver)
    assert (breach.cause, words_of(breach)) == ("owner", "Bo had it for 7 h 30 min of 8 h")


def test_a_ticket_passed_around_says_by_whom(a_ticket, bo, mia, kim, give, deliver):
    ticket = a_ticket()
    for hour, agent in ((9, bo), (10, mia), (11, kim), (12, bo)):
        give(ticket, agent, f"06-01 {hour:02}:00")
    breach = missed(ticket, deliver)
    assert breach.cause == "bounced"
    assert words_of(breach) == "passed between 3 agents (Bo, Mia, Kim)"


def test_a_target_that_was_tightened_too_late_says_by_what(monday_morning, a_ticket, bo, deliver):
    ticket = a_ticket()
    with clock.at(utc("06-01 14:00")):  # six hours used; "high" promises four
        triage.set_priority(ticket, Priority.HIGH, by=Actor.agent(bo))
    deliver()
    breach = Breach.objects.get(metric=FIRST)
    assert breach.cause == "tightened"
    assert "Bo changed the priority from normal to high" in words_of(breach)
    assert words_of(breach).endswith("waited 6 h of 6 h without an owner")


def test_a_ticket_that_came_back_with_little_time_left_says_so(monday_morning, a_ticket, bo, grace, give, deliver):
    ticket = a_ticket()
    give(ticket, bo, "06-01 08:00")
    with clock.at(utc("06-05 14:30")):  # 38.5 of the resolution's 40 hours
        pending = Status.objects.default_of("pending")
        conversation.reply(ticket, Words("More?"), by=bo, then=pending)
    with clock.at(utc("06-08 08:00")):
        conversation.receive(Ticket.objects.get(pk=ticket.pk), grace, Words("Yes"))
    breach = missed(ticket, deliver, "06-08 12:00", metric="requester_wait")
    assert breach.cause == "resumed"
    assert words_of(breach, "06-08 12:00").startswith("came back from waiting with 1 h 30 min of 40 h left")


def test_what_an_outage_hid_is_said_with_the_cause(monday_morning, a_ticket, deliver):
    breach = missed(a_ticket(), deliver, "06-02 11:00")
    assert words_of(breach).endswith("noticed 3 h late, after an outage")


def test_telling_it_again_changes_nothing_and_what_is_missing_is_found(monday_morning, a_ticket, deliver):
    breach = missed(a_ticket(), deliver)
    breaches.explain(breach.clock)
    assert Breach.objects.filter(metric=FIRST).get() == breach
    Breach.objects.all().delete()
    assert breaches.explain_missing() is None
    assert Breach.objects.get().cause == breach.cause


def test_a_backlog_without_causes_is_worked_off_piece_by_piece(monday_morning, a_ticket, deliver):
    told = {missed(a_ticket(), deliver).clock_id for _n in range(3)}
    Breach.objects.all().delete()
    place = breaches.explain_missing(most=2)
    assert Breach.objects.count() == 2
    assert breaches.explain_missing(place, most=2) is None
    assert set(Breach.objects.values_list("clock", flat=True)) == told


def test_agents_read_of_their_own_teams_and_managers_of_all(monday_morning, a_ticket, bo, mia, kim, deliver):
    breach = missed(a_ticket(), deliver)
    assert list(breaches.seen_by(mia)) == [breach]
    assert list(breaches.seen_by(bo)) == [breach]  # in the team
    assert not breaches.seen_by(kim).exists()  # in none


def test_a_bulk_waiver_is_looked_at_worked_off_and_on_record(monday_morning, a_ticket, mia, deliver):
    one, two = (missed(a_ticket(), deliver) for _n in range(2))
    wanted = [one.clock_id, two.clock_id, 0]
    looked = waiving.preview(wanted, mia)
    assert (looked.clocks, looked.tickets, looked.left_out) == ([one.clock_id, two.clock_id], 2, 1)
    waiver = waiving.begin(wanted, by=mia, because="Power cut")
    assert waiving.waive_some(waiver.pk, most=1) is True
    assert waiving.waive_some(waiver.pk, most=1) is False
    assert waiving.waive_some(waiver.pk) is False  # again: nothing
    waiver = BulkWaiver.objects.get()
    assert (waiver.done, waiver.waived, waiver.finished_at is None) == (2, 2, False)
    for clock_row in Clock.objects.filter(pk__in=wanted):
        assert (clock_row.waived_by, clock_row.waived_because) == ("Mia", "Power cut")
        state = next(one for one in open_page(clock_row.ticket).clocks.clocks if one.metric == FIRST)
        assert outcome(state) == VOID
    assert Event.objects.filter(kind="clock.waived", actor_name="Mia").count() == 2


def test_a_holiday_entered_late_offers_what_it_would_have_kept(monday_morning, a_ticket, bo, deliver):
    ticket = a_ticket()
    missed(ticket, deliver)
    with clock.at(utc("06-02 09:00")):
        conversation.reply(ticket, Words("Sorry"), by=bo)
        calendar = Calendar.objects.get(is_default=True)
        assert waiving.unfounded(calendar) == []
        form = calendar.form | {"exceptions": {"2026-06-01": []}}
        opening_hours.edit(calendar, name=calendar.name, form=form, is_default=True, by=Actor.agent(bo))
        while recounting.recount_some(calendar.pk):
            pass
        found = waiving.unfounded(Calendar.objects.get(pk=calendar.pk))
    assert found == [Clock.objects.get(metric=FIRST).pk]


def test_a_running_clock_counts_its_lateness_in_both_times(monday_morning, a_ticket, deliver):
    breach = missed(a_ticket(), deliver)
    row = Breach.objects.select_related("clock").get(pk=breach.pk)
    one = breaches.listed([row], utc("06-02 08:00") + timedelta(days=1))[0]
    assert (one.late_business_seconds, one.late_calendar_seconds, one.is_over) == (8 * 3600, 24 * 3600, False)
