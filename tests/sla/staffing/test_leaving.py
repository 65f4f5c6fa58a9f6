"""Leave that is asked for changes nothing until a manager grants it; two who make each other their deputy at once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from sla.models import Leave, ShiftPattern
from sla.staffing import duty, leaving
from sla.staffing.telling import tell_who_asked, tell_who_grants

TODAY = {"first_day": date(2026, 6, 1), "last_day": date(2026, 6, 2)}


@pytest.fixture
def asked(ada, bo, monday_morning):
    """Bo's leave of today, where leave needs a word."""
    leaving.set_rules(leave_needs_word=True, by=Actor.agent(ada))
    return leaving.enter_own(bo, TODAY)


def told(agent) -> list:
    return list(Notice.objects.filter(agent=agent).values_list("text", flat=True))


def test_what_is_only_asked_for_takes_nobody_off_duty(asked, bo, mia):
    assert Agent.objects.get(pk=bo.pk).on_leave_until is None
    leaving.decide(asked, granted=True, by=mia)
    assert Agent.objects.get(pk=bo.pk).on_leave_until == date(2026, 6, 2)


def test_a_refusal_takes_it_away_and_says_why(asked, bo, mia):
    leaving.decide(asked, granted=False, because="The audit", by=mia)
    tell_who_asked(Event.objects.get(kind="leave.decided"))
    assert not Leave.objects.exists()
    assert told(bo) == ["Your leave was refused: Holiday, 1 Jun 2026 to 2 Jun 2026: The audit"]


def test_it_is_decided_once_and_not_by_who_asked(asked, ada, bo, mia):
    with pytest.raises(leaving.NotYours):
        leaving.decide(asked, granted=True, by=bo)
    leaving.decide(asked, granted=True, by=mia)
    with pytest.raises(leaving.NotYours):
        leaving.decide(asked, granted=False, by=ada)
    assert Leave.objects.get().is_granted


def test_the_lead_is_asked_where_the_lead_may_grant_it_else_all_who_may(asked, ada, bo, mia, olga):
    event = Event.objects.get(kind="leave.asked")
    Team.objects.update(lead=None)
    tell_who_grants(event)
    assert [len(told(one)) for one in (ada, bo, mia, olga)] == [1, 0, 1, 1]
    Notice.objects.all().delete()
    Team.objects.filter(memberships__agent=bo).update(lead=mia)
    tell_who_grants(event)
    assert [len(told(one)) for one in (ada, bo, mia, olga)] == [0, 0, 1, 0]


def test_who_grants_leave_enters_their_own_at_once(asked, mia):
    assert leaving.enter_own(mia, TODAY).is_granted


def test_a_deputy_who_went_on_leave_meanwhile_stops_the_grant(asked, ada, bo, mia):
    Leave.objects.filter(pk=asked.pk).update(deputy=mia)
    leaving.grant(mia, TODAY, by=Actor.agent(ada))
    with pytest.raises(ValidationError) as refused:
        leaving.decide(asked, granted=True, by=ada)
    assert "Mia is away then" in str(refused.value)
    assert not Leave.objects.get(pk=asked.pk).is_granted


def test_two_who_make_each_other_their_deputy_at_once_do_not_both_succeed(committed_db):
    tenant = Tenant.objects.get(slug="acme")
    with use_tenant(tenant):
        bo, kim = Agent.objects.get(name="Bo"), Agent.objects.exclude(name="Bo").able_to_answer().first()
    barrier, outcomes = Barrier(2), []

    def enter(agent, deputy):
        try:
            with use_tenant(tenant):
                barrier.wait(5)
                leaving.enter_own(agent, TODAY | {"deputy": deputy})
                outcomes.append("entered")
        except ValidationError as refused:
            outcomes.append(next(iter(refused.message_dict)))
        finally:
            connection.close()

    both = [Thread(target=enter, args=pair) for pair in ((bo, kim), (kim, bo))]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sorted(outcomes) == ["deputy", "entered"]


def test_a_zone_that_is_gone_is_told_and_stops_nobody(bo, monday_morning):
    ShiftPattern.objects.create(
        agent=bo, effective_from=date(2026, 5, 1), zone="Mars/Olympus", week={"mon": [["09:00", "17:00"]]}
    )
    assert duty.unknown_zones([bo]) == {bo: ["Mars/Olympus"]}
    assert duty.settle(bo).is_on_shift is True


def test_one_agent_that_cannot_be_read_keeps_no_other_waiting(ada, bo, monday_morning):
    week = {"mon": [["09:00", "17:00"]]}
    for agent in (ada, bo):
        ShiftPattern.objects.create(agent=agent, effective_from=date(2026, 5, 1), zone="Europe/Berlin", week=week)
    ShiftPattern.objects.filter(agent=min(ada, bo, key=lambda one: one.pk)).update(week={"mon": "always"})
    duty.settle_due([ada.pk, bo.pk])
    assert Agent.objects.get(pk=max(ada.pk, bo.pk)).is_on_shift is True
