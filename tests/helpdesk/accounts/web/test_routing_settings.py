"""How a team is routed to is set on its page; what cannot be is refused beside its field."""

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
    return {"name": team.name, "is_default": "on"} | changed


def test_a_team_says_who_is_next_and_how_much_one_carries(office, support):
    answer = office.post(
        f"/settings/teams/{support.pk}/",
        values_of(support, routing="least_loaded", most_open_tickets="5", prefers_last_agent="on"),
    )
    assert answer.status_code == 302
    support.refresh_from_db()
    assert (support.routing, support.most_open_tickets, support.prefers_last_agent) == ("least_loaded", 5, True)
    changed = Event.objects.filter(kind="team.changed").order_by("id").first().sentence
    assert "most open tickets: 20 → 5" in changed


def test_who_does_not_name_the_strategy_leaves_it(office, support):
    Team.objects.filter(pk=support.pk).update(routing="least_loaded")
    office.post(f"/settings/teams/{support.pk}/", values_of(support))
    support.refresh_from_db()
    assert support.routing == "least_loaded"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("most_open_tickets", "0"),
        ("most_open_tickets", "-3"),
        ("most_open_tickets", "many"),
        ("routing", "by star sign"),
    ],
)
def test_a_team_refuses_what_cannot_be(office, support, field, value):
    answer = office.post(f"/settings/teams/{support.pk}/", values_of(support, **{field: value}))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert office.post("/settings/teams/new/", {"name": "New", field: value}).status_code == 422


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
