"""What routing gave to somebody who does not look at it goes to the next; never from under an agent who did."""

from datetime import timedelta

import pytest

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tickets import assignment, conversation, reading, tasks
from tickets.conversation import Words
from tickets.models import RoutingDecision, RoutingLook, Ticket
from tickets.routing import again
from tickets.routing.next import route


@pytest.fixture
def support(acme) -> Team:
    Agent.objects.filter(name__in=["Ada", "Bo"]).update(is_on_duty=True)
    Team.objects.update(attend_within_minutes=15)
    return Team.objects.get(is_default=True)


@pytest.fixture
def given(a_ticket, support, ada) -> Ticket:
    """Routed to Ada, who is first in line."""
    ticket = a_ticket()
    assert route(ticket) == ada
    ticket.refresh_from_db()
    return ticket


def look_after(ticket, minutes=15):
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        again.look(ticket.pk)
    ticket.refresh_from_db()
    return ticket.assignee and ticket.assignee.name


def test_unattended_it_goes_to_the_next_and_the_reason_is_kept(given):
    assert look_after(given) == "Bo"
    newest = RoutingDecision.objects.latest("id")
    assert {row["name"]: row["why"] for row in newest.candidates} == {
        "Bo": "next_turn",
        "Ada": "let_lie",
        "Mia": "away",
    }
    history = Event.objects.about(given).filter(actor_name="routing").order_by("seq")
    assert [event.kind for event in history] == ["ticket.assigned", "ticket.unassigned", "ticket.assigned"]


@pytest.mark.parametrize("deed", ["opened it", "answered", "wrote a note"])
def test_whoever_did_anything_with_it_keeps_it(given, ada, deed):
    with clock.at(clock.now() + timedelta(minutes=1)):
        if deed == "opened it":
            reading.mark_read(given, ada)
        elif deed == "answered":
            conversation.reply(given, Words(text="On it"), by=ada)
        else:
            conversation.note(given, Words(text="Looking"), by=Actor.agent(ada), author_agent=ada)
    assert look_after(given) == "Ada"
    assert not RoutingLook.objects.exists()


def test_what_a_person_assigned_is_not_taken_back(given, ada, bo):
    assignment.assign(given, bo, by=Actor.agent(ada))
    assert look_after(given) == "Bo"


def test_a_colleagues_note_is_not_the_agents(given, bo):
    conversation.note(given, Words(text="Hm"), by=Actor.agent(bo), author_agent=bo)
    assert look_after(given) == "Bo"


def test_where_nobody_else_can_take_it_who_is_there_keeps_it(given, bo):
    Agent.objects.filter(pk=bo.pk).update(is_on_duty=False)
    assert look_after(given) == "Ada"
    assert RoutingLook.objects.filter(ticket=given).exists()


def test_who_went_away_without_a_look_does_not_keep_it(given, ada, bo):
    Agent.objects.update(is_on_duty=False)
    assert look_after(given) is None


def test_it_goes_round_once_and_rests_with_the_last(given):
    assert look_after(given) == "Bo"
    assert look_after(given, 30) == "Bo"


def test_the_sweep_takes_what_is_due_and_nothing_else(given, support, deliver):
    tasks.look_at_routed()
    given.refresh_from_db()
    assert given.assignee.name == "Ada"
    RoutingLook.objects.update(at=clock.now() - timedelta(minutes=1))
    Ticket.objects.filter(pk=given.pk).update(assigned_at=given.assigned_at)
    tasks.look_at_routed()
    given.refresh_from_db()
    assert given.assignee.name == "Bo"
