"""Presence follows shifts and leave: on duty is who is there within the shift; the agent's own word counts beside."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from helpdesk.accounts import presence
from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from sla import tasks
from sla.models import Leave, ShiftPattern, StaffingLook
from sla.staffing import duty, hours, leaving, planning
from tests.sla.worlds import utc
from tickets import assignment, conversation
from tickets.conversation import Words
from tickets.models import RoutingDecision
from tickets.routing import waiting
from tickets.routing.next import route

TEST = Actor.system("test")
OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def shifts(acme, bo):
    """Bo works from 9 to 17 in Berlin; it is Monday, 1 June 2026, 6:00 there, and Bo is away."""
    with clock.at(utc("06-01 04:00")):
        presence.go_away(bo, by=TEST)
        planning.set_week(bo, OFFICE, effective_from=date(2026, 5, 1), zone="Europe/Berlin", by=TEST)
        yield


def seen(agent, moment):
    with clock.at(utc(moment)):
        presence.note_seen(Agent.objects.get(pk=agent.pk))


def settled(agent, moment) -> bool:
    """Whether the agent is on duty once the sweep has looked at that moment."""
    with clock.at(utc(moment)):
        duty.settle_due([agent.pk])
    return Agent.objects.get(pk=agent.pk).is_on_duty


def test_who_is_there_goes_on_duty_with_the_shift_and_away_at_its_end(shifts, bo):
    seen(bo, "06-01 06:55")
    assert [settled(bo, m) for m in ("06-01 06:59", "06-01 07:00", "06-01 07:10")] == [False, True, True]
    seen(bo, "06-01 14:50")
    assert [settled(bo, m) for m in ("06-01 14:59", "06-01 15:00")] == [True, False]


def test_who_comes_late_goes_on_duty_by_coming(shifts, bo):
    assert settled(bo, "06-01 07:00") is False
    seen(bo, "06-01 07:20")
    assert Agent.objects.get(pk=bo.pk).is_on_duty


def test_who_leaves_the_desk_goes_away_and_comes_back_by_being_seen(shifts, bo):
    seen(bo, "06-01 07:00")
    assert settled(bo, "06-01 07:00")
    assert settled(bo, "06-01 07:31") is False
    seen(bo, "06-01 08:00")
    assert Agent.objects.get(pk=bo.pk).is_on_duty


def test_a_break_by_hand_lasts_until_it_is_ended_by_hand_or_the_shift(shifts, bo):
    seen(bo, "06-01 07:00")
    settled(bo, "06-01 07:00")
    with clock.at(utc("06-01 08:00")):
        presence.go_away(bo, by=Actor.agent(bo))
    seen(bo, "06-01 08:10")
    assert settled(bo, "06-01 08:11") is False
    settled(bo, "06-01 15:00")
    seen(bo, "06-02 06:58")
    assert settled(bo, "06-02 07:00") is True


def test_on_duty_by_hand_beyond_the_shift_is_let_be(shifts, bo):
    with clock.at(utc("06-01 05:00")):
        presence.go_on_duty(bo, by=Actor.agent(bo))
    assert settled(bo, "06-01 05:30") is True
    seen(bo, "06-01 16:00")
    with clock.at(utc("06-01 16:00")):
        duty.settle_due([bo.pk])
        presence.go_on_duty(bo, by=Actor.agent(bo))
    assert settled(bo, "06-01 20:00") is True


def test_leave_makes_unavailable_and_says_so(shifts, bo, a_ticket):
    seen(bo, "06-01 06:59")
    settled(bo, "06-01 07:00")
    with clock.at(utc("06-01 08:00")):
        leave = leaving.grant(bo, {"first_day": date(2026, 6, 1), "last_day": date(2026, 6, 2)}, by=TEST)
        bo.refresh_from_db()
        assert (bo.is_on_duty, bo.on_leave_until) == (False, date(2026, 6, 2))
        with pytest.raises(presence.OnLeave):
            presence.go_on_duty(bo, by=Actor.agent(bo))
        assert route(a_ticket()) is None
        reasons = {row["name"]: row["why"] for row in RoutingDecision.objects.get().candidates}
        assert reasons["Bo"] == "on_leave"
        presence.note_seen(bo)
        leaving.cancel(leave, by=TEST)
    bo.refresh_from_db()
    assert (bo.on_leave_until, bo.is_on_shift) == (None, True)


def test_a_company_without_shifts_works_by_hand_as_ever(acme, bo):
    duty.settle(bo)
    presence.note_seen(bo)
    bo.refresh_from_db()
    assert (bo.is_on_duty, bo.is_on_shift) == (True, None)
    assert not StaffingLook.objects.exists()
    presence.go_away(bo, by=Actor.agent(bo))
    presence.note_seen(Agent.objects.get(pk=bo.pk))
    assert not Agent.objects.get(pk=bo.pk).is_on_duty


def test_the_last_week_taken_away_gives_the_agent_its_own_word_back(shifts, bo):
    planning.drop_week(ShiftPattern.objects.get(), by=TEST)
    bo.refresh_from_db()
    assert bo.is_on_shift is None
    assert not StaffingLook.objects.exists()


def test_the_sweep_looks_at_whom_it_is_time_for(acme, bo):
    presence.go_away(bo, by=TEST)
    everyday = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    planning.set_week(bo, everyday, effective_from=date(2026, 1, 1), zone="UTC", by=TEST)
    Agent.objects.filter(pk=bo.pk).update(last_seen_at=clock.now())
    tasks.settle_staff()
    assert not Agent.objects.get(pk=bo.pk).is_on_duty
    StaffingLook.objects.update(at=clock.now() - timedelta(seconds=1))
    tasks.settle_staff()
    assert Agent.objects.get(pk=bo.pk).is_on_duty
    assert StaffingLook.objects.get().at > clock.now()


def test_nobody_is_routed_to_off_shift_through_a_week(shifts, bo, a_ticket):
    Team.objects.update(most_open_tickets=None)
    team = Team.objects.get(is_default=True)
    for hour in range(0, 7 * 24, 5):
        moment = utc("06-01 04:00") + timedelta(hours=hour)
        with clock.at(moment):
            Agent.objects.filter(pk=bo.pk).update(last_seen_at=moment)
            duty.settle_due([bo.pk])
            a_ticket()
            waiting.drain(team)
    plan = duty.plans_of([bo])[bo.pk]
    given = RoutingDecision.objects.filter(agent=bo).values_list("at", flat=True)
    assert given
    assert all(plan.is_on_shift(at) for at in given)


def grant(agent, first, last, deputy=None):
    values = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last), "deputy": deputy}
    return leaving.grant(agent, values, by=TEST)


def test_what_is_assigned_to_who_is_on_leave_goes_to_the_deputy(monday_morning, bo, ada, mia, a_ticket, deliver):
    # given: Bo's deputy Mia is on leave as well, with Ada for her
    grant(mia, "2026-06-01", "2026-06-03", ada)
    grant(bo, "2026-06-01", "2026-06-02", mia)
    ticket = a_ticket()
    # when
    assignment.assign(ticket, bo, by=Actor.agent(mia))
    deliver()
    # then
    ticket.refresh_from_db()
    assert ticket.assignee == ada
    last = Event.objects.about(ticket).filter(kind="ticket.assigned").order_by("seq").last()
    assert last.data["reason"] == "stands in for Bo until 2026-06-02"


def test_a_customer_of_who_is_on_leave_comes_to_the_deputy(monday_morning, bo, ada, mia, a_ticket):
    Team.objects.update(prefers_last_agent=True)
    Agent.objects.filter(pk__in=[ada.pk, mia.pk]).update(is_on_duty=True)
    assignment.assign(a_ticket(), bo, by=Actor.agent(bo))
    grant(bo, "2026-06-01", "2026-06-02", mia)
    assert route(a_ticket()) == mia
    assert RoutingDecision.objects.latest("id").why == "stands_in"


def test_a_mention_reaches_the_deputy_too(monday_morning, bo, ada, mia, a_ticket, deliver):
    grant(bo, "2026-06-01", "2026-06-02", mia)
    conversation.note(a_ticket(), Words(text="@bo what do you say?"), by=Actor.agent(ada), author_agent=ada)
    deliver()
    told = Notice.objects.filter(kind="mentioned").values_list("agent__name", flat=True)
    assert sorted(told) == ["Bo", "Mia"]


def test_who_stands_in_is_told_and_told_when_it_is_over(acme, bo, mia, deliver):
    leave = grant(bo, "2026-07-01", "2026-07-02", mia)
    deliver()
    leaving.cancel(leave, by=TEST)
    deliver()
    told = list(Notice.objects.filter(agent=mia).order_by("id").values_list("text", flat=True))
    said = "Holiday, 1 Jul 2026 to 2 Jul 2026, Mia stands in"
    assert told == [f"You stand in for Bo: {said}", f"Bo: no longer: {said}"]


def test_standing_in_for_each_other_is_refused_with_the_way(acme, bo, ada, mia):
    grant(bo, "2026-06-01", "2026-06-05", mia)
    grant(mia, "2026-06-03", "2026-06-04", ada)
    with pytest.raises(ValidationError, match="Ada → Bo → Mia → Ada"):
        grant(ada, "2026-06-04", "2026-06-10", bo)
    assert grant(ada, "2026-06-08", "2026-06-10", bo).deputy == bo


@pytest.mark.parametrize(
    ("_case", "values", "field"),
    [
        ("backwards", {"last_day": date(2026, 5, 31)}, "last_day"),
        ("years", {"last_day": date(2029, 6, 1)}, "last_day"),
        ("nothing", {"begins_at_noon": True, "ends_at_noon": True}, "ends_at_noon"),
    ],
)
def test_leave_that_cannot_be_is_refused_beside_its_field(acme, bo, _case, values, field):
    leave = {"first_day": date(2026, 6, 1), "last_day": date(2026, 6, 1)} | values
    with pytest.raises(ValidationError) as refused:
        leaving.grant(bo, leave, by=TEST)
    assert set(refused.value.error_dict) == {field}


def test_overlapping_leave_and_a_deputy_who_is_away_are_refused(acme, bo, mia):
    grant(bo, "2026-06-01", "2026-06-05")
    for agent, deputy in ((bo, None), (mia, bo)):
        with pytest.raises(ValidationError, match="1 Jun 2026 to 5 Jun 2026"):
            grant(agent, "2026-06-05", "2026-06-06", deputy)
    assert Leave.objects.count() == 1


def test_every_change_is_in_the_audit_log(shifts, bo):
    leave = grant(bo, "2026-07-01", "2026-07-02")
    leaving.cancel(leave, by=TEST)
    told = [event.kind for event in Event.objects.filter(subject_kind="agent", seq=None).order_by("id")]
    assert told.count("leave.changed") == 2
    assert "shifts.changed" in told


def test_the_company_is_open_by_its_default_hours(acme):
    assert (hours.is_open(utc("06-01 08:00")), hours.is_open(utc("06-01 20:00"))) == (True, False)
