"""How a team's tickets are given out has its page; what cannot be is refused beside its field."""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.events.models import Event


@pytest.fixture
def office(client_of, ada):
    return client_of(ada)


@pytest.fixture
def support(acme) -> Team:
    return Team.objects.get(is_default=True)


def values_of(team, **changed) -> dict:
    return {"is_routed": "on"} | changed


def test_a_team_says_who_is_next_and_how_much_one_carries(office, support):
    answer = office.post(
        f"/settings/routing/{support.pk}/",
        values_of(support, routing="least_loaded", most_open_tickets="5", prefers_last_agent="on"),
    )
    assert answer.status_code == 302
    support.refresh_from_db()
    assert (support.routing, support.most_open_tickets, support.prefers_last_agent) == ("least_loaded", 5, True)
    changed = Event.objects.filter(kind="team.changed").order_by("id").first().sentence
    assert "most open tickets: 20 → 5" in changed


def test_who_does_not_name_the_strategy_leaves_it(office, support):
    Team.objects.filter(pk=support.pk).update(routing="least_loaded")
    office.post(f"/settings/routing/{support.pk}/", values_of(support))
    support.refresh_from_db()
    assert support.routing == "least_loaded"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("most_open_tickets", "0"),
        ("most_open_tickets", "-3"),
        ("most_open_tickets", "many"),
        ("routing", "by star sign"),
        ("attend_within_minutes", "0"),
        ("alarm_after_minutes", "999999"),
        ("fallback_team", "123456789"),
    ],
)
def test_a_team_refuses_what_cannot_be(office, support, field, value):
    answer = office.post(f"/settings/routing/{support.pk}/", values_of(support, **{field: value}))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})


def test_an_agent_has_a_limit_of_its_own(office, bo):
    values = {"name": "Bo", "role": "agent"}
    assert office.post(f"/settings/people/{bo.pk}/", values | {"most_open_tickets": "7"}).status_code == 302
    bo.refresh_from_db()
    assert bo.most_open_tickets == 7
    refused = office.post(f"/settings/people/{bo.pk}/", values | {"most_open_tickets": "0"})
    assert set(refused.context["form"].errors) == {"most_open_tickets"}
    office.post(f"/settings/people/{bo.pk}/", values)
    bo.refresh_from_db()
    assert bo.most_open_tickets is None


def test_a_new_team_has_a_limit_and_its_page_leads_on(office, acme):
    office.post("/settings/teams/new/", {"name": "Nights"})
    nights = Team.objects.get(name="Nights")
    assert nights.most_open_tickets == 20
    page = office.get("/settings/routing/").content.decode()
    assert f"/settings/routing/{nights.pk}/" in page
    assert "at most 20 each" in page


def test_a_circle_is_refused_beside_the_field(office, support):
    nights = Team.objects.create(name="Nights", fallback_team=support)
    answer = office.post(f"/settings/routing/{support.pk}/", values_of(support, fallback_team=nights.pk))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"fallback_team"})


def test_who_is_in_no_team_is_shown(office, bo):
    assert "Bo" not in office.get("/settings/routing/").content.decode().split("In no team")[-1].split("</p>")[0]
    bo.memberships.all().delete()
    assert "Bo" in office.get("/settings/routing/").content.decode().split("In no team")[-1].split("</p>")[0]


def test_channels_weigh_what_the_page_says(office, acme):
    values = dict.fromkeys(["email", "portal", "api", "agent"], 1) | {"chat": 3, "phone": 5}
    assert office.post("/settings/routing/weights/", values).status_code == 302
    assert "Chat 3 · Phone 5" in office.get("/settings/routing/").content.decode()
    assert office.post("/settings/routing/weights/", values | {"chat": 0}).status_code == 422
