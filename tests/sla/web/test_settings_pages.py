"""The pages on which an administrator writes business hours, policies and escalation rules."""

import pytest

from helpdesk.base import clock
from sla import calendar_reading
from sla.models import Calendar, Metric, Policy, PriorityKey
from tests.sla.worlds import utc

PAGES = ["calendars", "calendars/new", "policies", "policies/new", "escalations", "escalations/new"]


@pytest.fixture
def browser(ada, client_of):
    return client_of(ada)


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_sees_the_page(browser, page):
    assert browser.get(f"/settings/{page}/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_an_agent_is_refused(bo, client_of, page):
    assert client_of(bo).get(f"/settings/{page}/").status_code == 403


def hours(**values):
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00–17:00") | {"sat": "", "sun": ""}
    return {"name": "New York", "zone": "America/New_York", "effective_from": ""} | week | values


def test_business_hours_are_added_as_they_are_written(browser):
    written = hours(fri="9:00-12:00, 13:00–15:30", exceptions="2026-12-25 closed", yearly="12-24 09:00–12:00")
    assert browser.post("/settings/calendars/new/", written).status_code == 302
    calendar = calendar_reading.read_for_policies(Calendar.objects.get(name="New York").form)
    assert calendar.weekly_versions[0].days[4] == ((9 * 3600, 12 * 3600), (13 * 3600, 15 * 3600 + 1800))
    assert calendar.elapsed(utc("2026-12-24 00:00"), utc("2026-12-26 00:00")) == 3 * 3600


@pytest.mark.parametrize(
    ("_case", "values", "field"),
    [
        ("no such time", {"mon": "09:00–25:00"}, "mon"),
        ("half a time", {"tue": "09:00"}, "tue"),
        ("never open", dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ""), "mon"),
        ("no such date", {"exceptions": "2026-02-30 closed"}, "exceptions"),
        ("contradiction", {"exceptions": "2026-06-08 closed\n2026-06-08 09:00–12:00"}, "exceptions"),
        ("no such zone", {"zone": "Europe/Atlantis"}, "zone"),
        ("name taken", {"name": "Business hours"}, "name"),
    ],
)
def test_business_hours_that_cannot_work_are_refused_beside_their_field(browser, _case, values, field):
    answer = browser.post("/settings/calendars/new/", hours(**values))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Calendar.objects.count() == 1


def test_editing_hours_keeps_the_past_and_removing_used_ones_is_refused(browser):
    calendar = Calendar.objects.get(is_default=True)
    page = browser.get(f"/settings/calendars/{calendar.pk}/")
    assert page.context["form"].initial["mon"] == "09:00–17:00"
    written = hours(name=calendar.name, zone=calendar.zone, mon="08:00–18:00")
    assert browser.post(f"/settings/calendars/{calendar.pk}/", written).status_code == 302
    calendar.refresh_from_db()
    versions = calendar.form["weekly_versions"]
    assert [version["weekly"]["mon"] for version in versions] == [[["09:00", "17:00"]], [["08:00", "18:00"]]]
    assert calendar.revision == 2
    browser.post(f"/settings/calendars/{calendar.pk}/removal/")
    assert Calendar.objects.filter(pk=calendar.pk).exists()


def policy(rows=(), **values):
    cells = {f"{metric}-{key}": "" for metric in Metric.values for key in PriorityKey.values}
    form = {
        "conditions-TOTAL_FORMS": len(rows),
        "conditions-INITIAL_FORMS": 0,
        "on_reopen": "continue",
        "is_active": "on",
        "name": "Gold",
    }
    for number, row in enumerate(rows):
        form |= {f"conditions-{number}-{name}": value for name, value in row.items()}
    return cells | form | values


GOLD = {"part": "all", "field": "tier", "op": "in", "value": "gold, platinum"}


def test_a_policy_is_published_with_its_conditions_and_targets(browser):
    targets = {
        "first_response-urgent": "30 min",
        "first_response-urgent-basis": "calendar",
        "requester_wait-low": "80h",
    }
    assert browser.post("/settings/policies/new/", policy([GOLD], **targets)).status_code == 302
    gold = Policy.objects.get(name="Gold")
    assert gold.conditions["all"] == [{"field": "tier", "op": "in", "value": ["gold", "platinum"]}]
    found = {(row.metric, row.priority): (row.target_seconds, row.basis) for row in gold.current.targets.all()}
    assert found == {
        ("first_response", "urgent"): (1_800, "calendar"),
        ("requester_wait", "low"): (288_000, "business"),
    }
    # and it is tried before the default one, which stays last
    assert [one.name for one in Policy.objects.in_order()] == ["Chat", "Phone", "Social", "Gold", "Everything else"]


@pytest.mark.parametrize(
    ("_case", "rows", "values", "field"),
    [
        ("no conditions", [], {"first_response-low": "4 h"}, "__all__"),
        ("no targets", [GOLD], {}, "__all__"),
        ("a target of zero", [GOLD], {"first_response-low": "0 min"}, "first_response-low"),
        ("business days", [GOLD], {"first_response-low": "2 d"}, "first_response-low"),
        ("no length of time", [GOLD], {"first_response-low": "soon"}, "first_response-low"),
        ("name taken", [GOLD], {"first_response-low": "4 h", "name": "Chat"}, "name"),
    ],
)
def test_a_policy_that_cannot_work_is_refused_beside_its_field(browser, _case, rows, values, field):
    answer = browser.post("/settings/policies/new/", policy(rows, **values))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Policy.objects.filter(name="Gold").exists()


def test_publishing_the_same_again_makes_no_new_version(browser):
    default = Policy.objects.get(is_default=True)
    page = browser.get(f"/settings/policies/{default.pk}/")
    form = page.context["form"]
    written = {field.html_name: field.initial for field in form if field.initial not in (None, False)}
    assert page.context["conditions"] is None
    assert browser.post(f"/settings/policies/{default.pk}/", written).status_code == 302
    default.refresh_from_db()
    assert default.current.number == 1
    browser.post(f"/settings/policies/{default.pk}/", written | {"first_response-normal": "6 h"})
    default.refresh_from_db()
    assert default.current.number == 2


def test_policies_change_places_and_the_default_one_stays_last(browser):
    phone = Policy.objects.get(name="Phone")
    browser.post(f"/settings/policies/{phone.pk}/earlier/")
    assert [one.name for one in Policy.objects.in_order()] == ["Phone", "Chat", "Social", "Everything else"]


def test_a_ticket_can_be_tested_against_the_policies(browser, a_ticket):
    with clock.at(utc("06-01 08:00")):
        ticket = a_ticket()
    answer = browser.get("/settings/policies/", {"ticket": ticket.number})
    assert [(row["name"], row["matched"]) for row in answer.context["tried"]][-1] == ("Everything else", True)
    assert "Channel is one of Chat: not so, it is Mail" in answer.content.decode()
    assert browser.get("/settings/policies/", {"ticket": "999"}).context["unknown"]
