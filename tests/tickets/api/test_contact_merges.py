"""Merging contacts by API: previewed, done once, undone, refused with what stands in the way."""

from tests.api import fields_named
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
