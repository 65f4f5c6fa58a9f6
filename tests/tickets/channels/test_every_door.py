"""What holds for a request however it comes in: by mail, a provider, a file, the portal, the API, the desk, a call."""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Delivery, Event
from helpdesk.tenancy.context import use_tenant
from tests.tickets.channels.doors import ALL, REPEATING, Doors
from tests.tickets.portal.conftest import graces, link_in, mailed, signed_in  # noqa: F401 fixtures
from tickets import checklists
from tickets.automation import rules
from tickets.models import Category, Field, Message, Priority, TeamLine, Ticket
from tickets.routing import lines

HOSTILE = "<script>alert(1)</script> \u202eשלום\u202c 👩\u200d🚒 {{agent.name}} %(x)s ' OR 1=1 --"


@pytest.fixture
def doors(acme, ada, bo, client_of, request):
    return Doors(acme, {"ada": ada, "bo": bo}, lambda: request.getfixturevalue("graces"), client_of)


@pytest.fixture
def everything_in_use(ada, bo):
    """A company that uses every sort of setting that looks at a new ticket."""
    by = Actor.agent(ada)
    category = Category.objects.get(name="Billing")
    team = Team.objects.create(name="Invoices")
    team.memberships.create(agent=bo)
    checklist = checklists.make({"name": "Look", "items": ["One"], "category": category, "is_required": True}, by=by)
    checklists.make({"name": "By the rule", "items": ["Two"]}, by=by)
    lines.save(
        TeamLine(team=team, conditions={"all": [{"field": "subject", "op": "contains", "value": ["export"]}]}), by=by
    )
    Field.objects.create(key="order_number", label="Order", kind="text")
    rules.make(
        {
            "name": "Everything",
            "events": ["opened"],
            "for_every_ticket": True,
            "actions": [
                {"do": "category", "category": category.pk},
                {"do": "set_priority", "to": "high"},
                {"do": "tag", "text": "seen"},
                {"do": "note", "text": "See {{ticket.number}}"},
                {"do": "follow", "agent": ada.pk},
                {"do": "notify", "who": ["lead", "team"]},
            ],
        },
        by=by,
        is_active=True,
    )
    return checklist


def broken():
    return list(Delivery.objects.exclude(state="done").values_list("subscriber", "error"))


@pytest.mark.parametrize("door", ALL)
def test_it_is_one_ticket_of_its_customer_with_its_words_and_its_story(doors, grace, deliver, door):
    ticket = doors.knock(door)
    deliver()
    ticket.refresh_from_db()
    assert (ticket.requester, ticket.subject) == (grace, "The export stops")
    assert [text.strip() for text in Message.objects.filter(ticket=ticket).values_list("text", flat=True)] == [
        "It stops after 30 seconds."
    ]
    story = list(Event.objects.about(ticket).in_order())
    assert story[0].kind == "ticket.opened"
    assert [event.seq for event in story] == list(range(1, ticket.version + 1))
    assert broken() == []
    assert ticket.assignee is not None


@pytest.mark.parametrize("door", ALL)
def test_whatever_a_company_set_up_holds_there(doors, everything_in_use, deliver, door):
    ticket = doors.knock(door)
    deliver()
    ticket.refresh_from_db()
    assert broken() == []
    assert (ticket.category.name, ticket.priority, ticket.team.name) == ("Billing", Priority.HIGH, "Invoices")
    assert [row.name for row in checklists.of(ticket)] == ["Look"]
    notes = Message.objects.filter(ticket=ticket, kind="note").exclude(author_name="Bo")
    assert [note.text for note in notes] == [f"See ACME-{ticket.number}"]


@pytest.mark.parametrize("door", REPEATING)
def test_the_same_once_more_is_the_one_we_have(doors, door):
    assert doors.knock(door, again=True)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("door", ALL)
def test_hostile_words_are_kept_whole_and_do_nothing(doors, client_of, bo, deliver, door):
    ticket = doors.knock(door, subject=HOSTILE, text=HOSTILE)
    deliver()
    assert broken() == []
    said = Message.objects.filter(ticket=ticket).order_by("id")[0].text
    assert "<script>alert(1)</script>" in said
    assert "👩\u200d🚒 {{agent.name}} %(x)s ' OR 1=1 --" in said
    page = client_of(bo).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "{{agent.name}}" in page


@pytest.mark.parametrize("door", ALL)
def test_the_other_company_sees_nothing_of_it(doors, globex, deliver, door):
    doors.knock(door)
    deliver()
    with use_tenant(globex):
        assert not Ticket.objects.exists()
        assert not Message.objects.exists()
        assert not Event.objects.filter(kind__startswith="ticket.").exists()
