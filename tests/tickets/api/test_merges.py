"""Merging and splitting by API: previewed, done once, undone, refused with what stands in the way."""

from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from tests.api import fields_named
from tests.factories.tickets import make_ticket
from tickets import conversation, lifecycle, merging
from tickets.conversation import Words
from tickets.models import Merge, Message, Status, Ticket


def test_a_merge_is_previewed_done_once_and_undone(api_of, bo, a_ticket):
    # given
    ticket, into, api = a_ticket(), a_ticket(), api_of(bo)
    count = Message.objects.filter(ticket=ticket).count()
    path = f"tickets/{ticket.number}/merges"
    # when
    told = api.get(f"{path}/into/{into.number}").json()
    made = [api.post(path, {"into": into.number}, headers={"Idempotency-Key": "a"}) for _n in range(2)]
    # then
    assert (told["messages"], told["left_out"], Merge.objects.count()) == (count, [], 1)
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json() == made[1].json()
    assert (made[0].json()["ticket"], made[0].json()["into"]) == (ticket.number, into.number)
    assert api.get(f"tickets/{ticket.number}").json()["merged_into"] == into.number
    assert [one["is_undoable"] for one in api.get(f"tickets/{into.number}/merges").json()["results"]] == [True]
    # when
    assert api.delete(f"{path}/{made[0].json()['id']}").status_code == 204
    # then
    assert api.get(f"tickets/{ticket.number}").json()["merged_into"] is None
    assert Message.objects.filter(ticket=ticket).count() == count
    assert api.delete(f"{path}/{made[0].json()['id']}").status_code == 409


def test_what_cannot_be_merged_stays_apart(api_of, bo, a_ticket):
    ticket, closed, api = a_ticket(), a_ticket(), api_of(bo)
    lifecycle.set_status(closed, Status.objects.default_of("closed"), by=Actor.agent(bo))
    path = f"tickets/{ticket.number}/merges"
    assert fields_named(api.post(path, {"into": 999_999})) == {"into"}
    assert api.post(path, {"into": ticket.number}).status_code == 409
    refused = api.post(path, {"into": closed.number})
    assert (refused.status_code, refused.json()["detail"].startswith("ACME-")) == (409, True)
    assert not Merge.objects.exists()


def test_a_merge_with_a_ticket_one_cannot_see_is_not_listed(api_of, bo, ada, a_ticket):
    """The number of a restricted team's ticket is nobody else's business."""
    ticket, hidden = a_ticket(), a_ticket()
    merging.merge(hidden, ticket, by=ada)
    Ticket.objects.filter(pk=hidden.pk).update(team=Team.objects.create(name="Legal", is_restricted=True))
    assert api_of(bo).get(f"tickets/{ticket.number}/merges").json()["results"] == []


def test_a_message_gets_a_ticket_of_its_own(api_of, bo, grace, a_ticket):
    # given
    ticket, api = a_ticket(), api_of(bo)
    second = conversation.receive(ticket, grace, Words(text="And the invoice?"))
    # when
    made = api.post(f"tickets/{ticket.number}/splits", {"message": second.pk, "subject": "The invoice"})
    # then
    assert (made.status_code, made.json()["subject"]) == (201, "The invoice")
    assert made["Location"].endswith(f"/tickets/{made.json()['number']}")
    assert Message.objects.get(pk=second.pk).ticket.number == made.json()["number"]


def test_all_there_is_cannot_be_split_off(api_of, bo, grace, a_ticket):
    ticket, api = a_ticket(), api_of(bo)
    first = Message.objects.filter(ticket=ticket).order_by("id").first()
    other = Message.objects.filter(ticket=make_ticket(grace)).first()
    path = f"tickets/{ticket.number}/splits"
    assert api.post(path, {"message": first.pk, "subject": "x"}).status_code == 409
    assert fields_named(api.post(path, {"message": other.pk, "subject": "x"})) == {"message"}
    assert fields_named(api.post(path, {"message": first.pk, "subject": " "})) == {"subject"}


def test_light_agents_merge_and_split_nothing(api_of, lin, a_ticket):
    ticket, api = a_ticket(), api_of(lin)
    assert api.post(f"tickets/{ticket.number}/merges", {"into": 1}).status_code == 403
    assert api.post(f"tickets/{ticket.number}/splits", {"message": 1, "subject": "x"}).status_code == 403
