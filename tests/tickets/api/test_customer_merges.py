"""Merging contacts, and organisations, by API: previewed, done once, undone, refused with what stands in the way."""

from tests.api import fields_named
from tests.factories.tickets import make_ticket
from tickets import contacts


def test_a_program_merges_once_and_undoes(grace, bo, api_of):
    double = contacts.make_for("grace@home.test", "Grace Hopper")
    api, path = api_of(bo), f"contacts/{double.pk}/merges"
    assert api.get(f"{path}/into/{grace.pk}").json()["addresses"] == ["grace@home.test"]
    made = [api.post(path, {"into": grace.pk}, headers={"Idempotency-Key": "a"}) for _n in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json() == made[1].json()
    assert api.get(f"contacts/{double.pk}").json()["merged_into"] == grace.pk
    assert double.pk not in [row["id"] for row in api.get("contacts").json()["results"]]
    assert api.patch(f"contacts/{double.pk}", {"name": "x"}, headers={"If-Match": "*"}).status_code == 409
    assert fields_named(api.post(path, {"into": 999_999})) == {"into"}
    assert api.post(f"contacts/{grace.pk}/merges", {"into": grace.pk}).status_code == 409
    assert api.delete(f"{path}/{made[0].json()['id']}").status_code == 204
    assert api.delete(f"{path}/{made[0].json()['id']}").status_code == 409


def test_organisations_are_merged_once_and_come_apart(grace, bo, api_of):
    double = contacts.make_for("grace@home.test", "Grace Hopper")
    one, into, ticket = double.organization, grace.organization, make_ticket(double)
    api, path = api_of(bo), f"organizations/{one.pk}/merges"
    told = api.get(f"{path}/into/{into.pk}").json()
    assert (told["tickets"], told["people"], told["domains"]) == (1, 1, ["home.test"])
    made = [api.post(path, {"into": into.pk}, headers={"Idempotency-Key": "a"}) for _n in range(2)]
    assert [(each.status_code, each.json()) for each in made] == [(201, made[0].json())] * 2
    assert (made[0].json()["organization"], made[0].json()["into"]) == (one.pk, into.pk)
    assert api.get(f"tickets/{ticket.number}").json()["organization"]["id"] == into.pk
    assert [row["is_undoable"] for row in api.get(f"organizations/{into.pk}/merges").json()["results"]] == [True]
    assert fields_named(api.post(path, {"into": 999_999})) == {"into"}
    assert api.post(f"organizations/{into.pk}/merges", {"into": into.pk}).status_code == 409
    assert api.delete(f"{path}/{made[0].json()['id']}").status_code == 204
    assert api.get(f"tickets/{ticket.number}").json()["organization"]["id"] == one.pk
    assert api.delete(f"{path}/{made[0].json()['id']}").status_code == 409
