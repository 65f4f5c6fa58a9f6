"""Shifts and leave by API: one's own is one's own business, anybody's that of those who plan."""

from datetime import date

import pytest

from helpdesk.events.actors import Actor
from sla.models import Leave, ShiftPattern
from sla.staffing import leaving
from tests.api import fields_named

WEEK = {"effective_from": "2026-06-01", "zone": "Europe/Berlin", "week": {"mon": [["09:00", "17:00"]], "tue": []}}
HOLIDAY = {"first_day": "2026-06-08", "last_day": "2026-06-12"}


def test_a_week_is_set_once_a_day_and_removed(api_of, ada, bo, monday_morning):
    path, api = f"agents/{bo.pk}/shifts", api_of(ada)
    made = api.post(path, WEEK).json()
    again = api.post(path, WEEK | {"week": {"mon": [["10:00", "17:00"]]}}).json()
    assert (made["id"], made["week"]) == (again["id"], {"mon": [["09:00", "17:00"]]})
    assert [one["week"] for one in api.get(path).json()["results"]] == [{"mon": [["10:00", "17:00"]]}]
    assert [api.delete(f"{path}/{made['id']}").status_code for _n in range(2)] == [204, 404]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("zone", {"zone": "Mars/Olympus"}),
        ("week.mon", {"week": {"mon": [["17:00", "17:00"]]}}),
        ("week.mon", {"week": {"mon": [["09:00"]]}}),
        ("week.monday", {"week": {"monday": [["09:00", "17:00"]]}}),
        ("effective_from", {"effective_from": "soon"}),
    ],
)
def test_a_week_that_cannot_be_is_refused_by_its_field(api_of, ada, bo, field, change):
    answer = api_of(ada).post(f"agents/{bo.pk}/shifts", WEEK | change)
    assert (answer.status_code, fields_named(answer)) == (400, {field})
    assert not ShiftPattern.objects.exists()


def test_everybody_enters_their_own_leave_and_nobody_elses(api_of, bo, mia, ada, lin, monday_morning):
    path = f"agents/{bo.pk}/leave"
    assert api_of(mia).post(path, HOLIDAY).status_code == 403
    assert api_of(lin).get(path).status_code == 403
    made = api_of(bo).post(path, HOLIDAY | {"deputy": ada.pk}).json()
    assert (made["is_granted"], made["deputy"]["name"]) == (True, "Ada")
    assert [one["id"] for one in api_of(mia).get(path).json()["results"]] == [made["id"]]
    assert api_of(bo).get(f"agents/{ada.pk}/leave").status_code == 403
    assert api_of(bo).delete(f"{path}/{made['id']}").status_code == 204


def test_leave_that_needs_a_word_is_asked_for_and_granted_by_a_manager(api_of, ada, bo, mia, monday_morning):
    # given
    leaving.set_rules(leave_needs_word=True, by=Actor.agent(ada))
    path = f"agents/{bo.pk}/leave"
    # when
    asked = api_of(bo).post(path, HOLIDAY).json()
    # then
    assert asked["is_granted"] is False
    assert api_of(bo).patch(f"{path}/{asked['id']}", {"state": "granted"}).status_code == 403
    assert fields_named(api_of(mia).patch(f"{path}/{asked['id']}", {"state": "refused"})) == {"because"}
    assert api_of(mia).patch(f"{path}/{asked['id']}", {"state": "granted"}).json()["is_granted"] is True
    assert api_of(mia).patch(f"{path}/{asked['id']}", {"state": "granted"}).status_code == 409


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("last_day", {"last_day": "2026-06-01"}),
        ("last_day", {"last_day": "2028-06-01"}),
        ("kind", {"kind": "party"}),
        ("deputy", {"deputy": 0}),
        ("ends_at_noon", {"last_day": "2026-06-08", "begins_at_noon": True, "ends_at_noon": True}),
    ],
)
def test_leave_that_cannot_be_is_refused_by_its_field(api_of, bo, monday_morning, field, change):
    answer = api_of(bo).post(f"agents/{bo.pk}/leave", HOLIDAY | change)
    assert (answer.status_code, fields_named(answer)) == (400, {field})
    assert not Leave.objects.exists()


def test_what_is_over_is_for_administrators_to_take_out(api_of, bo, ada, monday_morning):
    over = leaving.grant(bo, {"first_day": date(2026, 5, 1), "last_day": date(2026, 5, 2)}, by=Actor.agent(ada))
    assert api_of(bo).delete(f"agents/{bo.pk}/leave/{over.pk}").status_code == 403
    assert api_of(ada).delete(f"agents/{bo.pk}/leave/{over.pk}").status_code == 204
