"""Staffing has its pages: who is on when and where nobody is; an agent's weeks; leave with a deputy."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import Agent, Team, User
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla.models import Leave, ShiftPattern
from sla.staffing import planning
from tests.sla.worlds import utc

TEST = Actor.system("test")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
WEEK = {"effective_from": "2026-05-01", "zone": "Europe/Berlin"}


@pytest.fixture
def office(client_of, ada, monday_morning):
    return client_of(ada)


def works(agent, hours):
    with clock.at(utc("05-01 08:00")):
        return planning.set_week(
            agent, {day: [hours] for day in WEEKDAYS}, effective_from=date(2026, 5, 1), zone="Europe/Berlin", by=TEST
        )


def test_a_week_is_entered_shown_and_taken_away(office, bo):
    # given
    address = f"/settings/staffing/{bo.pk}/"
    # when
    answer = office.post(address, WEEK | {"mon": "9:00–12:00, 13:00–17:00", "fri": "22:00–06:00"})
    # then
    assert answer.headers["Location"] == address
    assert ShiftPattern.objects.get().week == {
        "mon": [["09:00", "12:00"], ["13:00", "17:00"]],
        "fri": [["22:00", "06:00"]],
    }
    page = office.get(address)
    assert "Friday 22:00–24:00; Saturday 00:00–06:00" in page.content.decode()
    assert page.context["form"]["fri"].value() == "22:00–06:00"
    office.post(f"/settings/staffing/weeks/{ShiftPattern.objects.get().pk}/removal/")
    assert not ShiftPattern.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tue", "9 to 5"),
        ("wed", "09:00–25:00"),
        ("thu", "09:00–09:00"),
        ("zone", "Mars/Base"),
        ("effective_from", "soon"),
    ],
)
def test_what_is_no_week_is_refused_beside_its_field(office, bo, field, value):
    answer = office.post(f"/settings/staffing/{bo.pk}/", WEEK | {field: value})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert not ShiftPattern.objects.exists()


def test_leave_is_entered_with_a_deputy_shown_on_both_and_taken_back(office, bo, mia):
    values = {"kind": "holiday", "first_day": "2026-06-01", "last_day": "2026-06-03", "deputy": mia.pk}
    assert office.post(f"/settings/staffing/{bo.pk}/leave/", values).status_code == 302
    page = office.get("/settings/staffing/").content.decode()
    for words in ("on leave until 3 Jun", "Mia stands in", "stands in for Bo"):
        assert words in page
    again = office.post(f"/settings/staffing/{bo.pk}/leave/", values)
    assert (again.status_code, set(again.context["form"].errors)) == (422, {"first_day"})
    office.post(f"/settings/staffing/leave/{Leave.objects.get().pk}/removal/")
    bo.refresh_from_db()
    assert bo.on_leave_until is None


def test_coverage_shows_who_is_on_and_each_gap_loud(office, bo, ada):
    works(bo, ["09:00", "12:00"])
    works(ada, ["12:30", "17:00"])
    page = office.get("/settings/staffing/").content.decode()
    assert "5 gaps: the company is open and nobody is on." in page
    assert "Mon 1 Jun 12:00–12:30" in page
    assert "11:00 Bo" in page
    assert "12:00 Ada: a gap, the company is open" in page


def test_without_gaps_without_shifts_without_people(office, bo):
    assert "Nobody here has shifts" in office.get("/settings/staffing/").content.decode()
    works(bo, ["00:00", "24:00"])
    assert "Somebody is on at every hour" in office.get("/settings/staffing/").content.decode()
    empty = Team.objects.create(name="Empty")
    assert "Nobody in this team" in office.get(f"/settings/staffing/?team={empty.pk}").content.decode()


@pytest.mark.parametrize("query", ["week=2026-13-45", "week=0001-01-01", "team=x", "team=999999999999"])
def test_nonsense_in_the_address_shows_this_week(office, bo, query):
    assert office.get(f"/settings/staffing/?{query}").context["monday"] == date(2026, 6, 1)


def test_by_hand_beyond_the_shift_is_shown(office, bo):
    works(bo, ["20:00", "21:00"])
    Agent.objects.filter(pk=bo.pk).update(is_on_duty=True)
    assert "on duty by hand, beyond the shift" in office.get("/settings/staffing/").content.decode()


def test_a_manager_looks_and_does_not_change(client_of, mia, bo):
    works(bo, ["09:00", "17:00"])
    page = client_of(mia).get("/settings/staffing/")
    assert page.status_code == 200
    assert f"/settings/staffing/{bo.pk}/" not in page.content.decode()
    assert client_of(mia).get(f"/settings/staffing/{bo.pk}/").status_code == 403


def test_sixty_agents_take_as_many_statements_as_six(office, acme):
    team = Team.objects.get(is_default=True)

    def hire(count):
        for n in range(count):
            user = User.objects.create(email=f"a{n}-{count}@acme.test")
            agent = Agent.objects.create(user=user, name=f"Agent {n}", role="agent")
            team.memberships.create(agent=agent)
            works(agent, ["09:00", "17:00"])

    def statements():
        office.get("/settings/staffing/")  # settings that were just written are read anew once
        with CaptureQueriesContext(connection) as captured:
            assert office.get("/settings/staffing/").status_code == 200
        return len(captured)

    hire(6)
    few = statements()
    hire(54)
    assert statements() <= few
    assert few <= 18
