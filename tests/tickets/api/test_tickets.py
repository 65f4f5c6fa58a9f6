"""Tickets by API: opened, read, changed and found, always by the same actions as on the desk."""

import pytest

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tests.api import fields_named
from tests.factories.tickets import make_ticket
from tickets import assignment, contacts, lifecycle, triage
from tickets.models import Category, Contact, Field, Message, Organization, Tag, Ticket

GRACE = {"email": "Grace@Northwind.test"}


@pytest.fixture
def a_restricted_team(acme, mia):
    """A team of Mia's alone, whose tickets exist for nobody else."""
    team = Team.objects.create(name="People", is_restricted=True)
    team.memberships.create(agent=mia)
    return team


def test_a_ticket_with_all_that_is_known_about_it(api_of, bo, grace):
    # given
    Field.objects.create(key="order_number", label="Order", kind="text")
    category, team = Category.objects.get(name="Billing"), Team.objects.get(is_default=True)
    # when
    response = api_of(bo).post(
        "tickets",
        {
            "subject": "  Two invoices  ",
            "requester": GRACE,
            "message": {"html": "<p>Both are <b>mine</b><script>alert(1)</script></p>"},
            "kind": "question",
            "priority": "high",
            "category": category.pk,
            "team": team.pk,
            "assignee": bo.pk,
            "tags": ["VIP", "vip", "refund"],
            "custom_fields": {"order_number": "A-1"},
            "language": "de",
        },
    )
    # then
    shown = response.json()
    assert response.status_code == 201
    assert response["Location"] == f"http://acme.localhost/api/v1/tickets/{shown['number']}"
    assert shown["requester"] == {"id": grace.pk, "name": "Grace Hopper", "email": "grace@northwind.test"}
    assert shown["reference"] == "ACME-1"
    assert (shown["subject"], shown["kind"], shown["channel"]) == ("Two invoices", "question", "api")
    assert (shown["priority"], shown["status"]["category"], shown["language"]) == ("high", "new", "de")
    assert (shown["category"]["path"], shown["team"]["name"], shown["assignee"]["name"]) == ("Billing", "Support", "Bo")
    assert (shown["tags"], shown["custom_fields"]) == (["refund", "vip"], {"order_number": "A-1"})
    assert shown["due_at"] is not None
    said = Message.objects.get()
    assert (said.kind, said.author_contact, said.html) == ("customer", grace, "<p>Both are <b>mine</b></p>")


def test_what_the_requester_said_is_the_requesters_doing(api_of, bo, grace):
    api_of(bo).post("tickets", {"subject": "x", "requester": GRACE, "message": {"text": "Hello"}})
    assert {event.actor_name for event in Event.objects.filter(kind__in=["ticket.opened", "message.received"])} == {
        "Grace Hopper"
    }
    assert not Ticket.objects.get().created_by_agent


@pytest.mark.parametrize("more", [{}, {"tags": ["vip"]}, {"category": "first"}, {"priority": "urgent"}])
@pytest.mark.parametrize("asks", [GRACE, {"email": "zoe@new-company.test", "name": "Zoe"}])
def test_the_answer_to_opening_a_ticket_is_what_reading_it_gives(api_of, bo, more, asks):
    if "category" in more:
        more = {"category": Category.objects.create(name="Exports").pk}
    api = api_of(bo)
    opened = api.post("tickets", {"subject": "x", "requester": asks, "message": {"text": "Hello"}, **more})
    assert opened.status_code == 201, opened.content
    read = api.get(f"tickets/{opened.json()['number']}")
    assert (opened.json(), opened["ETag"]) == (read.json(), read["ETag"])


def test_an_unknown_address_becomes_a_contact_once(api_of, bo):
    for _ in range(2):
        body = {"subject": "x", "requester": {"email": "Zoe@New.test", "name": "Zoe"}, "message": {"text": "Hello"}}
        assert api_of(bo).post("tickets", body).status_code == 201
    assert Contact.objects.get(name="Zoe").organization.name == "new.test"
    assert Ticket.objects.filter(requester__name="Zoe").count() == 2


@pytest.mark.parametrize(
    ("kind", "said_as", "category"),
    [("customer", "customer", "new"), ("reply", "agent", "open"), ("note", "note", "new")],
)
def test_the_first_word_may_be_anybodys(api_of, bo, grace, kind, said_as, category):
    message = {"text": "Hello", "kind": kind}
    shown = api_of(bo).post("tickets", {"subject": "x", "requester": {"id": grace.pk}, "message": message}).json()
    assert (Message.objects.get().kind, shown["status"]["category"]) == (said_as, category)


@pytest.mark.parametrize("category", ["open", "pending", "on_hold", "resolved", "closed"])
def test_a_ticket_may_be_born_in_any_status(api_of, bo, grace, category):
    body = {"subject": "x", "requester": GRACE, "message": {"text": "By phone"}, "status": category}
    shown = api_of(bo).post("tickets", body).json()
    assert shown["status"]["category"] == category
    assert (shown["resolved_at"] is not None) == (category in ("resolved", "closed"))


def test_one_logged_after_the_fact_gets_no_clocks(api_of, bo, grace):
    body = {"subject": "x", "requester": GRACE, "message": {"text": "By phone"}, "status": "resolved"}
    api = api_of(bo)
    number = api.post("tickets", body).json()["number"]
    assert api.get(f"tickets/{number}/clocks").json()["results"] == []


def test_several_changes_are_one_request_and_each_its_own_event(api_of, bo, ada, a_ticket):
    ticket = a_ticket()
    team = Team.objects.create(name="Second line")
    response = api_of(bo).patch(
        f"tickets/{ticket.number}",
        {
            "subject": "Exports stop",
            "kind": "problem",
            "priority": "urgent",
            "category": Category.objects.get(name="Problem").pk,
            "team": team.pk,
            "assignee": ada.pk,
            "tags": ["export"],
            "status": "pending",
        },
    )
    shown = response.json()
    assert (shown["subject"], shown["kind"], shown["priority"]) == ("Exports stop", "problem", "urgent")
    assert (shown["team"]["name"], shown["assignee"]["name"], shown["tags"]) == ("Second line", "Ada", ["export"])
    assert shown["status"]["category"] == "pending"
    changes = Event.objects.about(ticket).filter(seq__gt=ticket.version)
    assert {event.actor_name for event in changes} == {"Bo"}
    assert changes.count() == 8
    assert shown["version"] == ticket.version + 8


def test_one_wrong_change_undoes_all(api_of, bo, a_ticket):
    Field.objects.create(key="cause", label="Cause", kind="choice", choices=["ours"], is_required_to_resolve=True)
    ticket = a_ticket()
    api, path = api_of(bo), f"tickets/{ticket.number}"
    for wrong in ({"custom_fields": {"cause": "theirs"}}, {"status": "resolved"}):
        response = api.patch(path, {"subject": "Other", "priority": "urgent", **wrong})
        assert fields_named(response) == {"custom_fields.cause"}
    assert Ticket.objects.get().version == ticket.version
    assert api.patch(path, {"status": "resolved", "custom_fields": {"cause": "ours"}}).status_code == 200


def test_changing_nothing_says_nothing(api_of, bo, a_ticket):
    ticket = a_ticket()
    shown = api_of(bo).patch(f"tickets/{ticket.number}", {"priority": "normal", "tags": []}).json()
    assert shown["version"] == ticket.version


def test_what_is_null_is_taken_away(api_of, bo, a_ticket):
    ticket = a_ticket(team=Team.objects.get(is_default=True), category=Category.objects.first())
    api, path = api_of(bo), f"tickets/{ticket.number}"
    api.patch(path, {"assignee": bo.pk})
    shown = api.patch(path, {"assignee": None, "team": None, "category": None}).json()
    assert (shown["assignee"], shown["team"], shown["category"]) == (None, None, None)


def test_tags_are_set_or_added_and_removed(api_of, bo, a_ticket):
    api, path = api_of(bo), f"tickets/{a_ticket().number}"
    assert api.patch(path, {"tags": ["a", "b"]}).json()["tags"] == ["a", "b"]
    assert api.patch(path, {"add_tags": ["c"], "remove_tags": ["a"]}).json()["tags"] == ["b", "c"]
    assert api.patch(path, {"tags": ["c"]}).json()["tags"] == ["c"]
    assert fields_named(api.patch(path, {"tags": ["c"], "add_tags": ["d"]})) == {"tags"}


def test_a_closed_ticket_stays_closed(api_of, bo, a_ticket):
    ticket = a_ticket()
    lifecycle.close(ticket, by=Actor.agent(bo))
    response = api_of(bo).patch(f"tickets/{ticket.number}", {"status": "open", "priority": "urgent"})
    assert (response.status_code, Ticket.objects.get().priority) == (409, 2)


def test_spam_is_left_out_unless_it_is_asked_for(api_of, bo, a_ticket):
    api, number = api_of(bo), a_ticket().number
    assert api.patch(f"tickets/{number}", {"is_spam": True}).json()["is_open"] is False
    assert api.get("tickets").json()["results"] == []
    assert [row["number"] for row in api.get("tickets", is_spam="true").json()["results"]] == [number]
    assert api.patch(f"tickets/{number}", {"is_spam": False}).json()["is_open"] is True


def test_who_may_not_own_tickets_is_no_assignee(api_of, bo, lin, a_ticket):
    Agent.objects.filter(name="Ada").update(is_active=False)
    for agent in (lin, Agent.objects.get(name="Ada")):
        response = api_of(bo).patch(f"tickets/{a_ticket().number}", {"assignee": agent.pk})
        assert fields_named(response) == {"assignee"}


@pytest.fixture
def three_tickets(grace, bo, a_ticket):
    """1: Grace's, Bo's, no team's, urgent, tagged. 2: solved. 3: Zoe's, about invoices."""
    first, second = a_ticket(), a_ticket()
    triage.set_priority(first, 4, by=Actor.agent(bo))
    triage.change_tags(first, add=["vip"], by=Actor.agent(bo))
    assignment.hand_over(first, None, by=Actor.agent(bo))
    assignment.assign(first, bo, by=Actor.agent(bo))
    lifecycle.resolve(second, by=Actor.agent(bo))
    zoe = contacts.find_or_make("zoe@new.test", "Zoe")
    make_ticket(zoe, subject="Two invoices", text="Which one is right?", kind="question")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [3, 2, 1]),
        ({"status": "new,open"}, [3, 1]),
        ({"status": "resolved"}, [2]),
        ({"priority": "urgent,high"}, [1]),
        ({"assignee": "me"}, [1]),
        ({"assignee": "none"}, [3, 2]),
        ({"team": "none"}, [1]),
        ({"tag": "VIP"}, [1]),
        ({"kind": "question"}, [3]),
        ({"channel": "api"}, []),
        ({"requester_email": "ZOE@new.test"}, [3]),
        ({"is_open": "true"}, [3, 1]),
        ({"is_open": "false"}, [2]),
        ({"search": "invoices right"}, [3]),
        ({"search": "nowhere"}, []),
        ({"created_since": "2020-01-01T00:00:00Z", "created_before": "2021-01-01T00:00:00Z"}, []),
        ({"created_since": "2020-01-01T00:00:00Z"}, [3, 2, 1]),
        ({"order": "number"}, [1, 2, 3]),
        ({"requester": "999999"}, []),
        ({"status_id": "999999"}, []),
    ],
)
def test_a_list_is_narrowed_by_what_is_asked(api_of, bo, three_tickets, query, found):
    assert [row["number"] for row in api_of(bo).get("tickets", **query).json()["results"]] == found


def test_a_restricted_teams_ticket_exists_for_its_members_only(api_of, ada, mia, a_ticket, a_restricted_team):
    number = a_ticket(team=a_restricted_team).number
    for agent, seen in ((mia, True), (ada, False)):
        api = api_of(agent)
        assert (api.get(f"tickets/{number}").status_code == 200) == seen
        assert bool(api.get("tickets").json()["results"]) == seen
        assert bool(api.get("tickets", search="export").json()["results"]) == seen
        assert (api.get(f"tickets/{number}/messages").status_code == 200) == seen
        assert (api.get(f"tickets/{number}/events").status_code == 200) == seen
        assert (api.get(f"tickets/{number}/clocks").status_code == 200) == seen
        assert (api.patch(f"tickets/{number}", {"priority": "low"}).status_code == 200) == seen


def test_nobody_hands_over_to_a_team_it_does_not_know_of(api_of, ada, a_ticket, a_restricted_team):
    response = api_of(ada).patch(f"tickets/{a_ticket().number}", {"team": a_restricted_team.pk})
    assert fields_named(response) == {"team"}


def test_a_foreign_companys_ticket_does_not_exist(api_of, gus, bo, a_ticket):
    number = a_ticket().number
    there = api_of(gus)
    assert there.get("tickets").json()["results"] == []
    for path in (f"tickets/{number}", f"tickets/{number}/messages", f"tickets/{number}/events"):
        assert there.get(path).status_code == 404
    assert there.patch(f"tickets/{number}", {"priority": "low"}).status_code == 404
    assert there.post(f"tickets/{number}/messages", {"kind": "note", "text": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("olga", {"read", "open", "edit", "reply", "note", "resolve", "contact"}),
        ("ada", {"read", "open", "edit", "reply", "note", "resolve", "contact"}),
        ("mia", {"read", "open", "edit", "reply", "note", "resolve", "contact"}),
        ("bo", {"read", "open", "edit", "reply", "note", "resolve", "contact"}),
        ("lin", {"read", "note"}),
        ("gus", set()),
    ],
)
def test_every_role_may_do_what_the_table_says_and_nothing_else(request, api_of, a_ticket, grace, role, may):
    # given
    ticket = a_ticket()
    api = api_of(request.getfixturevalue(role))
    path, at_home = f"tickets/{ticket.number}", role != "gus"
    before = (Ticket.objects.get().version, Message.objects.count(), Contact.objects.count())
    # when
    body = {"subject": "x", "requester": {"id": grace.pk}, "message": {"text": "x"}}
    answers = {
        "read": api.get(path),
        "note": api.post(f"{path}/messages", {"kind": "note", "text": "x"}),
        "reply": api.post(f"{path}/messages", {"kind": "reply", "text": "x"}),
        "edit": api.patch(path, {"priority": "high"}),
        "resolve": api.patch(path, {"status": "resolved"}),
    }
    if at_home:
        answers |= {"open": api.post("tickets", body), "contact": api.patch(f"contacts/{grace.pk}", {"phone": "1"})}
    # then
    assert {name for name, answer in answers.items() if answer.status_code < 300} == may
    refusal = 403 if at_home else 404
    assert {answer.status_code for name, answer in answers.items() if name not in may} <= {refusal}
    if not may:
        assert (Ticket.objects.get().version, Message.objects.count(), Contact.objects.count()) == before


def test_tags_and_organisations_are_shared_words(api_of, bo, a_ticket):
    api_of(bo).patch(f"tickets/{a_ticket().number}", {"tags": ["a"]})
    api_of(bo).patch(f"tickets/{a_ticket().number}", {"tags": ["a"]})
    assert Tag.objects.count() == 1
    assert Organization.objects.count() == 1
