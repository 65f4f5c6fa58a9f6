"""What was just changed is given back its former value by one key, unless a colleague changed it since."""

import json

import pytest

from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from tickets import assignment, triage
from tickets.models import Category, Priority, Status, Ticket

PART = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def values(ada):
    """What each part of a ticket may become."""
    return {
        "assignee": ada.pk,
        "team": Team.objects.create(name="Second line").pk,
        "status": Status.objects.default_of("pending").pk,
        "priority": int(Priority.URGENT),
        "category": Category.objects.get(name="Billing").pk,
        "taking": "",
        "resolution": "",
    }


def undo_offered(answer) -> str:
    return json.loads(answer["HX-Trigger"])["toast"]["undo"]


def state(ticket):
    return Ticket.objects.values_list("assignee", "team", "status", "priority", "category").get(pk=ticket.pk)


@pytest.mark.parametrize("part", ["assignee", "team", "status", "priority", "category", "taking", "resolution"])
def test_a_change_is_taken_back_and_leads_to_its_ticket(desk, ticket, values, part):
    before = state(ticket)
    changed = desk.post(f"/desk/tickets/{ticket.number}/{part}/", {"value": values[part], "queue": "open"}, **PART)
    assert state(ticket) != before
    back = desk.post(undo_offered(changed), **PART)
    assert (back.status_code, back["HX-Redirect"]) == (204, f"/desk/tickets/{ticket.number}/?queue=open")
    assert state(ticket) == before


def test_solving_is_taken_back_from_the_next_ticket(desk, ticket, a_ticket):
    a_ticket(subject="The next one")
    solved = desk.post(f"/desk/tickets/{ticket.number}/resolution/", {"next": "1", "queue": "open"}, **PART)
    assert "The next one" in solved.content.decode()
    back = desk.post(undo_offered(solved), **PART)
    assert back["HX-Redirect"] == f"/desk/tickets/{ticket.number}/?queue=open"
    assert Ticket.objects.get(pk=ticket.pk).is_open


def test_what_a_colleague_changed_since_stays(desk, ticket, ada):
    changed = desk.post(f"/desk/tickets/{ticket.number}/priority/", {"value": Priority.URGENT}, **PART)
    triage.set_priority(ticket, Priority.HIGH, by=Actor.agent(ada))
    assert desk.post(undo_offered(changed), **PART).status_code == 409
    assert Ticket.objects.get(pk=ticket.pk).priority == Priority.HIGH


def test_what_stayed_as_it_was_offers_no_way_back(desk, ticket):
    same = desk.post(f"/desk/tickets/{ticket.number}/priority/", {"value": ticket.priority}, **PART)
    assert undo_offered(same) is None


@pytest.mark.parametrize("takes_it_since", [False, True])
def test_with_its_old_team_a_ticket_has_its_owner_again_unless_it_has_another(
    desk, ticket, values, bo, ada, takes_it_since
):
    assignment.assign(ticket, bo, by=Actor.agent(ada))
    changed = desk.post(f"/desk/tickets/{ticket.number}/team/", {"value": values["team"]}, **PART)
    assert Ticket.objects.get(pk=ticket.pk).assignee is None  # Bo is not in the second line
    if takes_it_since:
        assignment.assign(ticket, ada, by=Actor.agent(ada))
    desk.post(undo_offered(changed), **PART)
    back = Ticket.objects.get(pk=ticket.pk)
    assert (back.team, back.assignee) == (ticket.team, ada if takes_it_since else bo)
