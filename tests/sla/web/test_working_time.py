"""My working time: shifts seen, leave entered or asked for, taken back; and the manager's side of it."""

from datetime import date

from helpdesk.accounts.models.team import TeamMembership
from helpdesk.events.actors import Actor
from sla.models import Leave, ShiftPattern
from sla.staffing import leaving, planning

PAGE, STAFFING = "/desk/working-time/", "/settings/staffing/"
HOLIDAY = {"kind": "holiday", "first_day": "2026-06-08", "last_day": "2026-06-12", "deputy": ""}


def test_i_see_my_shifts_and_enter_my_leave(client_of, bo, ada, monday_morning):
    # given
    week = {"mon": [["09:00", "17:00"]]}
    planning.set_week(bo, week, effective_from=date(2026, 5, 1), zone="Europe/Berlin", by=Actor.agent(ada))
    client = client_of(bo)
    # then
    assert "09:00–17:00" in client.get(PAGE).content.decode()
    # when
    done = client.post(PAGE, HOLIDAY | {"deputy": ada.pk}, follow=True).content.decode()
    # then
    assert "Entered: Holiday, 8 Jun 2026 to 12 Jun 2026, Ada stands in." in done
    assert "You stand in for Bo from 8 Jun to 12 Jun." in client_of(ada).get(PAGE).content.decode()
    # when
    client.post(f"{PAGE}leave/{Leave.objects.get().pk}/")
    # then
    assert not Leave.objects.exists()


def test_what_cannot_be_is_said_beside_its_field(client_of, bo, monday_morning):
    answer = client_of(bo).post(PAGE, HOLIDAY | {"last_day": "2026-06-01"})
    assert (answer.status_code, "The last day comes before the first." in answer.content.decode()) == (422, True)


def test_somebody_elses_leave_is_not_mine_to_take_back(client_of, bo, ada, monday_morning):
    leave = leaving.grant(ada, {"first_day": date(2026, 6, 8), "last_day": date(2026, 6, 8)}, by=Actor.agent(ada))
    assert client_of(bo).post(f"{PAGE}leave/{leave.pk}/").status_code == 404
    assert Leave.objects.exists()


def test_what_is_over_stays_on_record(client_of, bo, ada, monday_morning):
    leave = leaving.grant(bo, {"first_day": date(2026, 5, 8), "last_day": date(2026, 5, 8)}, by=Actor.agent(ada))
    client_of(bo).post(f"{PAGE}leave/{leave.pk}/")
    assert Leave.objects.exists()


def test_where_leave_needs_a_word_a_manager_gives_it(client_of, bo, ada, mia, monday_morning):
    # given
    client_of(ada).post(f"{STAFFING}rules/", {"leave_needs_word": "on"})
    assert "A manager grants it" in client_of(bo).get(PAGE).content.decode()
    # when
    asked = client_of(bo).post(PAGE, HOLIDAY, follow=True).content.decode()
    # then
    assert "Asked for: Holiday" in asked
    leave, manager = Leave.objects.get(), client_of(mia)
    assert "Leave that waits for your word" in manager.get(STAFFING).content.decode()
    # when a refusal gives no reason
    manager.post(f"{STAFFING}leave/{leave.pk}/decision/", {"decision": "refused"})
    assert not Leave.objects.get().is_granted
    # when
    manager.post(f"{STAFFING}leave/{leave.pk}/decision/", {"decision": "granted"})
    # then
    assert Leave.objects.get().is_granted
    assert "Leave that waits for your word" not in manager.get(STAFFING).content.decode()


def test_staffing_shows_who_is_in_no_team_and_whose_zone_is_gone(client_of, ada, bo, mia, monday_morning):
    ShiftPattern.objects.create(agent=bo, effective_from=date(2026, 5, 1), zone="Mars/Olympus", week={})
    TeamMembership.objects.filter(agent=mia).delete()
    shown = client_of(ada).get(STAFFING).content.decode()
    assert "In no team, so routing gives them nothing:" in shown
    assert f">{mia.name}</a>" in shown
    assert "Bo: there is no time zone Mars/Olympus (any more)." in shown
