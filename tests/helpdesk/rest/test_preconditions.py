"""ETags: reading again is free, and nobody overwrites what they have not seen."""

import threading

from django.db import connections

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tests.api import Api
from tests.factories.tickets import make_ticket
from tickets import triage
from tickets.models import Contact, Priority, Ticket


def test_what_is_fresh_is_not_sent_again(api_of, bo, a_ticket):
    api, path = api_of(bo), f"tickets/{a_ticket().number}"
    tag = api.get(path)["ETag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = api.get(path, headers={"If-None-Match": held})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert api.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_renamed_team_makes_copies_stale_but_refuses_no_edit(api_of, bo, a_ticket):
    team = Team.objects.get(is_default=True)
    api, path = api_of(bo), f"tickets/{a_ticket(team=team).number}"
    tag = api.get(path)["ETag"]
    Team.objects.filter(pk=team.pk).update(name="First line")
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert api.patch(path, {"priority": "high"}, headers={"If-Match": tag}).status_code == 200


def test_a_stale_edit_is_told_what_changed_and_changes_nothing(api_of, bo, ada, a_ticket):
    # given
    ticket = a_ticket()
    api, path = api_of(bo), f"tickets/{ticket.number}"
    tag = api.get(path)["ETag"]
    triage.set_priority(ticket, Priority.URGENT, by=Actor.agent(ada))
    # when
    response = api.patch(path, {"priority": "low", "subject": "Mine"}, headers={"If-Match": tag})
    # then
    problem = response.json()
    assert (response.status_code, problem["type"]) == (412, "urn:helpdesk:problem:stale")
    assert problem["current"]["priority"] == "urgent"
    assert [(change["kind"], change["by"]) for change in problem["changes"]] == [("ticket.priority_changed", "Ada")]
    assert Ticket.objects.get().subject == ticket.subject
    assert api.patch(path, {"priority": "low"}, headers={"If-Match": problem["etag"]}).status_code == 200


def test_without_if_match_the_last_word_counts(api_of, bo, a_ticket):
    path = f"tickets/{a_ticket().number}"
    assert api_of(bo).patch(path, {"priority": "low"}).status_code == 200
    assert api_of(bo).patch(path, {"priority": "high"}, headers={"If-Match": "*"}).status_code == 200


def test_the_answer_to_an_edit_carries_the_next_tag(api_of, bo, a_ticket):
    api, path = api_of(bo), f"tickets/{a_ticket().number}"
    tag = api.get(path)["ETag"]
    for key in ("low", "high", "urgent"):
        response = api.patch(path, {"priority": key}, headers={"If-Match": tag})
        assert response.status_code == 200
        tag = response["ETag"]
    assert api.get(path)["ETag"] == tag


def test_what_keeps_no_version_is_judged_by_what_it_shows(api_of, bo, grace):
    api, path = api_of(bo), f"organizations/{grace.organization_id}"
    tag = api.get(path)["ETag"]
    assert api.patch(path, {"tier": "gold"}, headers={"If-Match": tag}).status_code == 200
    stale = api.patch(path, {"tier": "lead"}, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]["tier"]) == (412, "gold")


def test_of_two_edits_at_the_same_instant_one_wins_and_one_is_told(committed_db):
    # given
    with use_tenant(Tenant.objects.get(slug="acme")):
        bo = Agent.objects.get(name="Bo")
        path = f"tickets/{make_ticket(Contact.objects.get(name='Grace Hopper')).number}"
    first, second = Api(bo), Api(bo)
    tag = first.get(path)["ETag"]
    start, answers = threading.Barrier(2), []

    def edit(api, key):
        try:
            start.wait()
            answers.append(api.patch(path, {"priority": key}, headers={"If-Match": tag}))
        finally:
            connections.close_all()

    # when
    threads = [threading.Thread(target=edit, args=(api, key)) for api, key in ((first, "low"), (second, "urgent"))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    # then
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    with use_tenant(Tenant.objects.get(slug="acme")):
        assert Event.objects.filter(kind="ticket.priority_changed").count() == 1
