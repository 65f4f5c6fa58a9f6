"""What stands near a private ticket tells nobody of it: neighbours' histories, customers' pages, who is writing."""

import json
import re

import pytest

from helpdesk.accounts.models import Agent, Team, User
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice
from tests.api import Api, fields_named
from tests.factories.tickets import make_ticket
from tickets import (
    assignment,
    attendance,
    claims,
    contacts,
    conversation,
    lifecycle,
    linking,
    merging,
    privacy,
    splitting,
)
from tickets.conversation import Words
from tickets.linking import CannotLink
from tickets.models import Ticket
from tickets.numbering import reference


@pytest.fixture
def eve(acme):
    """An agent without further rights, in the same team as Bo."""
    user = User.objects.create_user("eve@acme.test", "demo-eve", name="Eve")
    Agent.objects.create(user=user, name="Eve")
    Team.objects.filter(is_default=True).update(lead=None)
    return Agent.objects.select_related("user").get(name="Eve")


def merged_into(hidden, open_, bo):
    merging.merge(hidden, open_, by=bo)
    privacy.make_public(open_, by=Actor.agent(bo))  # its words are everybody's again, and it took a hidden one over


def ended_in(hidden, open_, bo):
    merging.merge(open_, hidden, by=bo)


def merged_and_apart(hidden, open_, bo):
    privacy.make_public(hidden, by=Actor.agent(bo))
    merging.undo(merging.merge(hidden, open_, by=bo), by=bo)
    privacy.make_private(Ticket.objects.get(pk=hidden.pk), by=bo)


def split_off(hidden, open_, bo):
    message = conversation.receive(open_, open_.requester, Words("And the other thing?"))
    new = splitting.split(message, "The other thing", by=bo)
    privacy.make_private(new, by=bo)
    return new


def linked_and_not(hidden, open_, bo):
    linking.unlink(linking.link(hidden, "relates", open_, by=Actor.agent(bo)), by=Actor.agent(bo))


def linked_as_part(hidden, open_, bo):
    linking.link(open_, "parent", hidden, by=Actor.agent(bo))
    assignment.assign(open_, Agent.objects.get(name="Eve"), by=Actor.agent(bo))
    lifecycle.resolve(hidden, by=Actor.agent(bo))


def kept_apart(hidden, open_, bo):
    Ticket.objects.filter(pk=open_.pk).update(claims_ticket=hidden)
    claims.dismiss(open_, by=Actor.agent(bo))


NEAR = [merged_into, ended_in, merged_and_apart, split_off, linked_and_not, linked_as_part, kept_apart]


@pytest.mark.parametrize("come_near", NEAR, ids=lambda near: near.__name__)
def test_a_history_names_a_hidden_ticket_to_those_who_see_it_only(grace, bo, eve, client_of, deliver, come_near):
    # given
    hidden, open_ = make_ticket(grace, subject="Zwiebelkuchen matter"), make_ticket(grace)
    conversation.receive(hidden, grace, Words("More of it"))
    privacy.make_private(hidden, by=bo)
    hidden = come_near(hidden, open_, bo) or hidden
    deliver()
    name = reference(hidden)

    def read(agent, *parts):
        api, base = Api(agent), f"/desk/tickets/{open_.number}/"
        pages = [client_of(agent).get(base + part).content.decode() for part in parts]
        told = [api.get(f"tickets/{open_.number}").json(), api.get(f"tickets/{open_.number}/events").json()["results"]]
        return pages, [json.dumps(each) for each in told]

    # when
    [page], (_ticket, events) = read(bo, "")
    # then
    assert name in page
    assert name in events
    # when
    pages, (ticket, events) = read(eve, "", "context/", "links/", "rules/", "promises/")
    # then
    for text in (*pages, events):
        assert name not in text
        assert "Zwiebelkuchen" not in text
    assert "another one" in events
    assert f'"merged_into": {hidden.number}' not in ticket
    ids = {value for event in json.loads(events) for key, value in event["data"].items() if key.endswith("_id")}
    assert hidden.pk not in ids
    assert not [text for text in Notice.objects.filter(agent=eve).values_list("text", flat=True) if name in text]


def test_an_older_event_without_an_id_names_nobody(grace, bo):
    """Which ticket it was cannot be asked any more."""
    ticket = make_ticket(grace)
    event = Event(kind="ticket.claim_dismissed", subject_kind="ticket", subject_id=ticket.pk, data={"other": "ACME-1"})
    assert "ACME-1" not in event.sentence
    assert event.told == {}


def test_why_it_cannot_be_linked_names_no_third_ticket(grace, bo):
    first, second, part = (make_ticket(grace) for _n in range(3))
    linking.link(first, "parent", part, by=Actor.agent(bo))
    with pytest.raises(CannotLink) as refused:
        linking.link(second, "parent", part, by=Actor.agent(bo))
    assert reference(part) in str(refused.value)
    assert reference(first) not in str(refused.value)


def test_customers_pages_are_the_same_with_and_without_it(grace, bo, eve, client_of):
    # given
    make_ticket(grace)
    paths = (f"/desk/contacts/{grace.pk}/", f"/desk/organizations/{grace.organization_id}/", "/desk/contacts/")
    other = contacts.make_for("other@home.test", "Other")
    paths += (f"/desk/contacts/{grace.pk}/merge/?into={other.pk}",)

    def read():
        browser = client_of(eve)
        return [re.sub(r'"[^"\s]{13,}"', "", browser.get(path).content.decode()) for path in paths]

    # when
    before = read()
    ticket = make_ticket(grace)
    assert read() != before
    privacy.make_private(ticket, by=bo)
    # then
    assert read() == before


def test_one_is_opened_as_private_in_one_call(grace, bo, eve, lin, deliver):
    body = {"subject": "About a colleague", "requester": {"id": grace.pk}, "message": {"text": "@eve knows"}}
    opened = Api(bo).post("tickets", body | {"is_private": True})
    deliver()
    number = opened.json()["number"]
    assert (opened.status_code, opened.json()["is_private"]) == (201, True)
    assert Api(eve).get(f"tickets/{number}").status_code == 404
    assert not Notice.objects.filter(agent=eve).exists()
    assert Api(bo).post("tickets", body).json()["is_private"] is False
    assert Api(lin).post("tickets", body | {"is_private": True}).status_code == 403
    assert fields_named(Api(bo).post("tickets", body | {"is_private": "perhaps"})) == {"is_private"}


def test_who_lost_a_ticket_is_not_told_to_be_writing_on_it(grace, bo, eve, ada):
    ticket = make_ticket(grace)
    for agent in (bo, eve):
        attendance.come(ticket, agent, "reply")
    assert attendance.others(ticket, ada).replying == ["Bo", "Eve"]
    privacy.make_private(ticket, by=bo)
    assert attendance.others(Ticket.objects.get(pk=ticket.pk), ada).replying == ["Bo"]
