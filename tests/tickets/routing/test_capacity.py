"""How much an agent carries, and who of several that can take a ticket gets it."""

from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from tests.factories.tickets import make_ticket
from tickets import assignment, lifecycle
from tickets.contacts import find_or_make
from tickets.models import RoutingDecision, Status
from tickets.routing.choosing import Candidate, choose
from tickets.routing.next import route
from tickets.routing.strategies import least_loaded, round_robin

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def set_up(acme):
    """`set_up(most_open_tickets=2)` sets the team; Ada and Bo are on duty."""
    Agent.objects.filter(name__in=["Ada", "Bo"]).update(is_on_duty=True)
    return lambda **values: Team.objects.filter(is_default=True).update(**values)


def names(routed) -> list:
    return [agent and agent.name for agent in routed]


def test_nobody_gets_more_than_the_team_allows(a_ticket, set_up):
    set_up(most_open_tickets=1)
    assert names(route(a_ticket()) for _ in range(3)) == ["Ada", "Bo", None]
    newest = RoutingDecision.objects.latest("id").candidates
    assert {(row["name"], row["why"], row["load"], row["limit"]) for row in newest} == {
        ("Ada", "full", 1, 1),
        ("Bo", "full", 1, 1),
        ("Mia", "away", None, 1),
    }


def test_an_agents_own_limit_goes_before_the_teams(a_ticket, set_up, bo):
    set_up(most_open_tickets=1)
    Agent.objects.filter(pk=bo.pk).update(most_open_tickets=3)
    assert names(route(a_ticket()) for _ in range(5)) == ["Ada", "Bo", "Bo", "Bo", None]


@pytest.mark.parametrize(("_case", "category", "is_room"), [
    ("the customer's turn", "pending", True), ("solved", "resolved", True), ("a third party's turn", "on_hold", False),
])  # fmt: skip
def test_what_weighs(a_ticket, set_up, ada, bo, _case, category, is_room):
    set_up(most_open_tickets=1)
    Agent.objects.filter(pk=ada.pk).update(is_on_duty=False)
    ticket = a_ticket()
    route(ticket)
    lifecycle.set_status(ticket, Status.objects.default_of(category), by=Actor.agent(bo))
    assert (route(a_ticket()) == bo) is is_room


def test_tickets_assigned_by_hand_weigh_as_well(a_ticket, set_up, ada, bo):
    set_up(most_open_tickets=1)
    assignment.assign(a_ticket(), ada, by=Actor.agent(bo))
    assert route(a_ticket()) == bo


def test_the_least_loaded_is_least_loaded_for_what_it_can_carry(a_ticket, set_up, ada, bo):
    set_up(routing="least_loaded", most_open_tickets=2)
    Agent.objects.filter(pk=bo.pk).update(most_open_tickets=6)
    given = names(route(a_ticket()) for _ in range(8))
    assert sorted(given[:4]) == ["Ada", "Bo", "Bo", "Bo"]
    assert (given.count("Ada"), given.count("Bo")) == (2, 6)


def test_a_customer_comes_back_to_the_agent_of_the_last_ticket(a_ticket, set_up, ada, bo):
    set_up(prefers_last_agent=True)
    assignment.assign(a_ticket(), bo, by=Actor.agent(bo))
    assert names(route(a_ticket()) for _ in range(2)) == ["Bo", "Bo"]
    assert RoutingDecision.objects.latest("id").why == "last_agent"
    stranger = find_or_make("new@firm.test", "New")
    assert route(make_ticket(stranger)) == ada


def test_a_last_agent_who_is_away_is_not_waited_for(a_ticket, set_up, mia, bo):
    set_up(prefers_last_agent=True)
    assignment.assign(a_ticket(), mia, by=Actor.agent(mia))
    assert names([route(a_ticket())]) == ["Ada"]


def test_without_the_switch_customers_are_nobodys_own(a_ticket, set_up, bo):
    assignment.assign(a_ticket(), bo, by=Actor.agent(bo))
    assert names([route(a_ticket())]) == ["Ada"]


@pytest.mark.parametrize(
    ("_case", "people", "first"),
    [
        ("fewest where nobody has a limit", [(4, None), (2, None)], 1),
        ("share where both have one", [(2, 4), (3, 10)], 1),
        ("who has none is measured by the largest of the others", [(3, None), (2, 5)], 1),
        ("equals take turns", [(1, 2), (2, 4)], 0),
    ],
)
def test_least_loaded(_case, people, first):
    candidates = [
        Candidate(n, f"A{n}", load=load, limit=limit, last_routed_at=NOON + timedelta(minutes=n))
        for n, (load, limit) in enumerate(people)
    ]
    assert least_loaded.first(candidates).agent_id == first


def test_nobody_is_chosen_out_of_nobody():
    assert choose([], round_robin).chosen is None
