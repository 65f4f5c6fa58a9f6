"""Scheduled answers by API: one's own, one a ticket, never in the place of a draft by accident."""

from datetime import timedelta

from helpdesk.base import clock
from tests.api import fields_named
from tickets import drafts, scheduling
from tickets.models import Draft, Message

SOON = {"text": "Done over night.", "send_at": "2026-06-01T20:00:00Z"}


def sent(ticket) -> list:
    return list(Message.objects.filter(ticket=ticket, kind="agent").values_list("text", flat=True))


def test_it_goes_out_at_its_hour(api_of, bo, a_ticket, monday_morning):
    # given
    ticket, api = a_ticket(), api_of(bo)
    path = f"tickets/{ticket.number}/scheduled-answers"
    # when
    made = api.post(path, SOON | {"status": "pending", "copies": ["hans@northwind.test"]})
    # then
    assert (made.status_code, made.json()["send_at"], sent(ticket)) == (201, SOON["send_at"], [])
    assert (made.json()["status"]["category"], made.json()["copies"]) == ("pending", ["hans@northwind.test"])
    assert [one["text"] for one in api.get(path).json()["results"]] == [SOON["text"]]
    with clock.at(monday_morning + timedelta(hours=13)):
        assert scheduling.send_due([made.json()["id"]]) == 1
    assert sent(ticket) == [SOON["text"]]
    assert api.get(path).json()["results"] == []


def test_taken_back_it_is_a_draft(api_of, bo, a_ticket, monday_morning):
    ticket, api = a_ticket(), api_of(bo)
    path = f"tickets/{ticket.number}/scheduled-answers"
    one = api.post(path, SOON).json()
    assert [api.delete(f"{path}/{one['id']}").status_code for _n in range(2)] == [204, 404]
    assert (Draft.objects.get().send_at, "over night" in Draft.objects.get().html) == (None, True)


def test_a_draft_is_replaced_only_where_that_is_said(api_of, bo, a_ticket, monday_morning):
    ticket, api = a_ticket(), api_of(bo)
    drafts.save(ticket, bo, "reply", text="What I typed all morning")
    path = f"tickets/{ticket.number}/scheduled-answers"
    assert api.post(path, SOON).status_code == 409
    assert "all morning" in Draft.objects.get().html
    assert api.post(path, SOON | {"replaces_draft": True}).status_code == 201


def test_what_is_wrong_is_named(api_of, bo, a_ticket, monday_morning):
    path, api = f"tickets/{a_ticket().number}/scheduled-answers", api_of(bo)
    assert fields_named(api.post(path, SOON | {"send_at": "2026-06-01T07:00:00Z"})) == {"send_at"}
    assert fields_named(api.post(path, SOON | {"text": " "})) == {"text"}
    assert fields_named(api.post(path, SOON | {"copies": ["nobody"]})) == {"copies.0"}
    assert not Draft.objects.exists()


def test_it_is_its_authors_only(api_of, bo, ada, lin, a_ticket, monday_morning):
    path = f"tickets/{a_ticket().number}/scheduled-answers"
    one = api_of(bo).post(path, SOON).json()
    assert api_of(ada).get(path).json()["results"] == []
    assert api_of(ada).delete(f"{path}/{one['id']}").status_code == 404
    assert api_of(lin).post(path, SOON).status_code == 403
