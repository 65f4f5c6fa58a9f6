"""Who follows a ticket and who is in copy, by API."""

import pytest

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tests.api import fields_named
from tickets import assignment, triage
from tickets.api import listening
from tickets.contacts import find
from tickets.models import Contact, Participant


def kinds(ticket):
    return list(Event.objects.about(ticket).filter(kind__regex="follower|participant").values_list("kind", flat=True))


def test_following_is_one_request_and_following_twice_is_one_event(api_of, lin, ticket):
    # given a light agent, who may do little else
    api, path = api_of(lin), f"tickets/{ticket.number}/followers"
    # when
    answers = [api.post(path, {}) for _ in range(2)]
    # then
    assert [answer.status_code for answer in answers] == [201, 201]
    assert api.get(path).json()["results"] == [{"id": lin.pk, "name": "Lin"}]
    assert api.delete(f"{path}/{lin.pk}").status_code == 204
    assert api.delete(f"{path}/{lin.pk}").status_code == 404
    assert kinds(ticket) == ["ticket.follower_added", "ticket.follower_removed"]


def test_a_colleague_is_made_to_follow_by_whoever_may_edit(api_of, bo, lin, mia, ticket):
    path = f"tickets/{ticket.number}/followers"
    assert api_of(lin).post(path, {"agent": mia.pk}).status_code == 403
    assert api_of(bo).post(path, {"agent": mia.pk}).json() == {"id": mia.pk, "name": "Mia"}
    assert api_of(lin).delete(f"{path}/{mia.pk}").status_code == 403
    assert api_of(bo).delete(f"{path}/{mia.pk}").status_code == 204


def test_who_cannot_see_the_ticket_cannot_follow_it(api_of, ada, bo, ticket):
    # given a ticket of a team that only its members look into
    closed = Team.objects.create(name="Board", is_restricted=True)
    closed.memberships.create(agent=ada)
    assignment.hand_over(ticket, closed, by=Actor.agent(bo))
    # when
    answer = api_of(Agent.objects.get(pk=ada.pk)).post(f"tickets/{ticket.number}/followers", {"agent": bo.pk})
    # then
    assert (answer.status_code, fields_named(answer)) == (400, {"agent"})
    assert kinds(ticket) == []


@pytest.mark.parametrize("agent", [0, 987654321, "Bo", None, [1], True])
def test_a_follower_who_is_nobody_is_refused_by_name(api_of, bo, ticket, agent):
    answer = api_of(bo).post(f"tickets/{ticket.number}/followers", {"agent": agent})
    assert (answer.status_code, fields_named(answer)) == (400, {"agent"})


def test_people_are_put_in_copy_by_address_or_id_and_taken_out(api_of, bo, ticket):
    # given
    api, path = api_of(bo), f"tickets/{ticket.number}/copies"
    # when
    hans = api.post(path, {"email": "Hans@Northwind.test", "name": "Hans"}).json()
    again = api.post(path, {"id": hans["id"]})
    # then
    assert (hans["name"], hans["email"]) == ("Hans", "hans@northwind.test")
    assert (again.status_code, again.json()) == (201, hans)
    assert api.get(path).json()["results"] == [hans]
    assert api.delete(f"{path}/{hans['id']}").status_code == 204
    assert api.delete(f"{path}/{hans['id']}").status_code == 404
    assert api.get(path).json()["results"] == []
    assert kinds(ticket) == ["ticket.participant_added", "ticket.participant_removed"]


@pytest.mark.parametrize(
    ("field", "body"),
    [
        (None, {}),
        (None, {"id": 1, "email": "a@b.test"}),
        ("email", {"email": "no address"}),
        ("email", {"email": "support@acme.test"}),
        ("id", {"id": 987654321}),
        ("nickname", {"email": "a@b.test", "nickname": "A"}),
    ],
)
def test_a_wrong_copy_is_refused_and_makes_nobody(api_of, bo, ticket, field, body):
    before = Contact.objects.count()
    answer = api_of(bo).post(f"tickets/{ticket.number}/copies", body)
    assert (answer.status_code, fields_named(answer)) == (400, {field})
    assert (Contact.objects.count(), Participant.objects.count()) == (before, 0)


def test_the_requester_is_not_in_copy_of_itself(api_of, bo, grace, ticket):
    answer = api_of(bo).post(f"tickets/{ticket.number}/copies", {"email": "grace@northwind.test"})
    assert answer.status_code == 400
    assert find("grace@northwind.test") == grace


def test_a_ticket_has_bounded_copies(api_of, bo, ticket, monkeypatch):
    monkeypatch.setattr(listening, "MOST_IN_COPY", 1)
    api, path = api_of(bo), f"tickets/{ticket.number}/copies"
    assert api.post(path, {"email": "one@x.test"}).status_code == 201
    assert api.post(path, {"email": "two@x.test"}).status_code == 409
    assert find("two@x.test") is None
    assert api.post(path, {"email": "one@x.test"}).status_code == 201


def test_another_company_sees_and_changes_nothing(api_of, gus, bo, grace, a_ticket):
    # given a ticket of ours whose number the other company has not
    ticket = [a_ticket() for _ in range(3)][-1]
    assignment.follow(ticket, bo, by=Actor.agent(bo))
    triage.put_in_copy(ticket, Contact.objects.create(name="Hans", created_at=ticket.created_at), by=Actor.agent(bo))
    api = api_of(gus)
    for path, there in (("followers", bo.pk), ("copies", grace.pk)):
        path = f"tickets/{ticket.number}/{path}"
        answers = [api.get(path), api.post(path, {}), api.delete(f"{path}/{there}")]
        assert [answer.status_code for answer in answers] == [404] * 3
    assert kinds(ticket) == ["ticket.follower_added", "ticket.participant_added"]


def test_a_repeated_request_is_done_once(api_of, bo, ticket):
    api, path = api_of(bo), f"tickets/{ticket.number}/copies"
    key = {"Idempotency-Key": "one"}
    first = api.post(path, {"email": "hans@northwind.test"}, headers=key)
    api.delete(f"{path}/{first.json()['id']}")
    again = api.post(path, {"email": "hans@northwind.test"}, headers=key)
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    assert api.get(path).json()["results"] == []
