"""What agents are told about tickets."""

import pytest

from helpdesk.accounts import people
from helpdesk.accounts.models import Team, TeamMembership
from helpdesk.events.actors import Actor
from helpdesk.notices.models import Notice
from tickets import assignment, conversation
from tickets.conversation import Words
from tickets.noticing import mentioned_in


def told(agent):
    return [notice.text for notice in Notice.objects.to(agent).order_by("id")]


def test_a_new_owner_hears_of_its_ticket_but_not_of_what_it_took_itself(a_ticket, ada, bo, deliver):
    given, taken = a_ticket(subject="Export"), a_ticket()
    assignment.assign(given, bo, by=Actor.agent(ada))
    assignment.assign(taken, bo, by=Actor.agent(bo))
    deliver()
    assert told(bo) == ["ACME-1 is yours: Export"]


def test_owner_and_followers_hear_of_an_answer(a_ticket, bo, mia, lin, grace, deliver):
    ticket = a_ticket(subject="Export")
    assignment.assign(ticket, bo, by=Actor.agent(bo))
    assignment.follow(ticket, mia, by=Actor.agent(mia))
    conversation.receive(ticket, grace, Words(text="And now?"))
    deliver()
    assert told(bo) == told(mia) == ["Grace Hopper answered on ACME-1: Export"]
    assert told(lin) == []


def test_who_is_mentioned_hears_of_it_if_it_sees_the_ticket(a_ticket, bo, mia, lin, deliver):
    closed_circle = Team.objects.create(name="Legal", is_restricted=True)
    TeamMembership.objects.create(team=closed_circle, agent=bo)
    ticket = a_ticket(subject="Export", team=closed_circle)
    conversation.note(ticket, Words(text="@Mia and @bo, please look"), by=Actor.agent(lin), author_agent=lin)
    deliver()
    assert "Lin mentions you on ACME-1: Export" in told(bo)
    assert told(mia) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Bo please", ["Bo"]),
        ("(@bo)", ["Bo"]),
        ("write to info@bo.test", []),
        ("@bob and @bo.test", []),
        ("cc @mia.", ["Mia"]),
    ],
)
def test_a_mention_is_a_whole_name(acme, text, names):
    assert [agent.name for agent in mentioned_in(text)] == names


def test_tickets_of_somebody_who_left_wait_for_somebody_else(a_ticket, bo, olga, deliver):
    ticket = a_ticket()
    assignment.assign(ticket, bo, by=Actor.agent(bo))
    people.deactivate(bo, by=olga)
    deliver()
    ticket.refresh_from_db()
    assert ticket.assignee is None
