"""Queues people make: who finds them, what stands in them, what counting them may cost."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from helpdesk.accounts import teams
from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tickets import assignment, own_queues, queue_counts, queues, snoozing, triage
from tickets.models import OwnQueue, Ticket


@pytest.fixture(autouse=True)
def _fresh_counts(a_long_moment):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def urgent(bo):
    """Bo's own queue of urgent tickets."""
    only = {"all": [{"field": "priority", "op": "in", "value": ["urgent"]}], "any": []}
    return own_queues.make({"name": "On fire", "owner": bo, "conditions": only}, by=bo)


def again(agent):
    """The agent as the next request knows it."""
    return Agent.objects.get(pk=agent.pk)


def names(agent) -> list[str]:
    return [own.name for own in own_queues.seen_by(again(agent))]


def numbers(own, agent) -> set[int]:
    queue = queues.queue_for(again(agent), f"own-{own.pk}")
    return set(queue.tickets(agent).values_list("number", flat=True))


def count(own, agent) -> str:
    return queue_counts.counts(agent, [own]).words[own.pk]


def test_one_is_found_by_its_circle_only(bo, ada, mia):
    team = teams.make({"name": "Payroll"}, [mia], by=Actor.agent(ada))
    for name, circle in (("Mine", {"owner": bo}), ("Team", {"team": team}), ("All", {})):
        own_queues.make({"name": name, **circle}, by=ada)
    assert {agent.name: names(agent) for agent in (bo, ada, mia)} == {
        "Bo": ["All", "Mine"],
        "Ada": ["All"],
        "Mia": ["All", "Team"],
    }
    assert queues.queue_for(again(ada), f"own-{OwnQueue.objects.get(name='Mine').pk}") is None


def test_who_may_share_changes_what_is_shared_and_nobody_elses(bo, ada):
    own_queues.make({"name": "Bo's", "owner": bo}, by=bo)
    own_queues.make({"name": "All"}, by=ada)
    assert [own.name for own in own_queues.editable_by(bo)] == ["Bo's"]
    assert [own.name for own in own_queues.editable_by(ada)] == ["All"]


def test_work_and_whose_lead_and_conditions_follow(urgent, a_ticket, bo, ada):
    calm, mine, others = a_ticket(), a_ticket(), a_ticket()
    for ticket in (mine, others):
        triage.set_priority(ticket, 4, by=Actor.agent(bo))
    assignment.assign(mine, bo, by=Actor.agent(ada))
    assert numbers(urgent, bo) == {mine.number, others.number}
    urgent = own_queues.change(urgent, {"whose": "mine"}, by=bo)
    assert numbers(urgent, bo) == {mine.number}
    snoozing.snooze(mine, clock.now() + timedelta(hours=1), by=bo)
    assert numbers(urgent, bo) == set()
    assert numbers(own_queues.change(urgent, {"work": "snoozed"}, by=bo), bo) == {mine.number}
    assert calm.number not in numbers(own_queues.change(urgent, {"work": "open", "whose": "anybody"}, by=bo), bo)


def test_restricted_teams_tickets_are_in_nobody_elses_queue(urgent, a_ticket, bo, ada):
    team = teams.make({"name": "Payroll", "is_restricted": True}, [ada], by=Actor.agent(ada))
    ticket = triage.set_priority(a_ticket(), 4, by=Actor.agent(ada))
    assert count(urgent, bo) == "1"
    assignment.hand_over(ticket, team, by=Actor.agent(ada))
    cache.clear()
    assert numbers(urgent, again(bo)) == set()
    assert count(urgent, again(bo)) == ""


def test_a_count_is_kept_a_moment_and_anew_after_an_edit(urgent, a_ticket, bo, django_assert_num_queries):
    assert count(urgent, bo) == ""
    triage.set_priority(a_ticket(), 4, by=Actor.agent(bo))
    with django_assert_num_queries(0):
        kept = queue_counts.counts(bo, [urgent])
    assert (kept.words[urgent.pk], kept.is_kept) == ("", True)
    urgent = own_queues.change(urgent, {"work": "open"}, by=bo)
    assert count(urgent, bo) == "1"


def test_a_count_never_looks_further_than_its_window(urgent, a_ticket, bo, monkeypatch):
    """Two urgent ones among three, of which the newest two are looked at."""
    tickets = [a_ticket() for _ in range(3)]
    for ticket in (tickets[0], tickets[2]):
        triage.set_priority(ticket, 4, by=Actor.agent(bo))
    for age, ticket in enumerate(reversed(tickets)):
        Ticket.objects.filter(pk=ticket.pk).update(last_message_at=clock.now() - timedelta(hours=age))
    monkeypatch.setattr(queue_counts, "LOOKED_AT", 2)
    assert count(urgent, bo) == "1+"


def test_the_change_of_a_queue_stands_in_the_audit_log(urgent, bo):
    own_queues.change(urgent, {"name": "Burning"}, by=bo)
    own_queues.remove(OwnQueue.objects.get(), by=bo)
    told = [event.data["changes"] for event in Event.objects.filter(kind="setting.changed").order_by("id")]
    assert told == ["made", "name: On fire → Burning", "removed"]


def test_nobody_fills_the_rail_without_end(bo, monkeypatch):
    monkeypatch.setattr(own_queues, "MOST_OF_ONE", 1)
    own_queues.make({"name": "One", "owner": bo}, by=bo)
    with pytest.raises(own_queues.TooMany, match="At most 1"):
        own_queues.make({"name": "Two", "owner": bo}, by=bo)
