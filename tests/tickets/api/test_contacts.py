"""People and their companies by API."""

import pytest

from helpdesk.events.models import Event
from tests.api import fields_named
from tickets.models import Contact, ContactAddress, Organization


def test_a_contact_is_added_with_its_addresses_and_its_company(api_of, bo, grace):
    shown = api_of(bo).post(
        "contacts",
        {
            "name": "Ada Byron",
            "addresses": ["Ada@Northwind.test", "ada@home.test"],
            "language": "en",
            "time_zone": "Europe/London",
        },
    )
    assert shown.status_code == 201
    assert [(row["address"], row["is_primary"]) for row in shown.json()["addresses"]] == [
        ("ada@northwind.test", True),
        ("ada@home.test", False),
    ]
    assert shown.json()["organization"]["name"] == "northwind.test"
    assert Event.objects.filter(kind="contact.made", actor_name="Bo").count() == 1


def test_a_contact_is_found_by_its_address_in_any_case(api_of, bo, grace):
    api = api_of(bo)
    assert [row["id"] for row in api.get("contacts", address=" GRACE@northwind.test").json()["results"]] == [grace.pk]
    assert api.get("contacts", address="nobody@northwind.test").json()["results"] == []
    assert [row["id"] for row in api.get("contacts", q="hop grac").json()["results"]] == [grace.pk]
    assert api.get("contacts", q="hopscotch").json()["results"] == []


def test_addresses_are_replaced_and_those_that_stay_keep_their_proof(api_of, bo, grace):
    # given
    from helpdesk.base import clock

    ContactAddress.objects.filter(contact=grace).update(verified_at=clock.now())
    api, path = api_of(bo), f"contacts/{grace.pk}"
    # when
    shown = api.patch(path, {"addresses": ["new@northwind.test", "grace@northwind.test"]}).json()
    # then
    assert [(row["address"], row["is_primary"], row["verified_at"] is not None) for row in shown["addresses"]] == [
        ("new@northwind.test", True, False),
        ("grace@northwind.test", False, True),
    ]
    assert api.patch(path, {"addresses": ["new@northwind.test"]}).json()["version"] == shown["version"] + 1
    assert ContactAddress.objects.filter(contact=grace).count() == 1


def test_the_history_of_a_contact_names_columns_and_no_values(api_of, bo, grace):
    api_of(bo).patch(f"contacts/{grace.pk}", {"phone": "+49 30 1234", "notes": "Likes cats"})
    event = Event.objects.get(kind="contact.changed")
    assert event.data == {"labels": "phone, notes"}


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("name", {"name": ""}),
        ("addresses", {"addresses": ["support@acme.test"]}),
        ("addresses", {"addresses": ["taken@new.test"]}),
        ("addresses.0", {"addresses": ["nobody"]}),
        ("organization", {"organization": 99_999}),
        ("time_zone", {"time_zone": "Mars/Olympus"}),
        ("is_verified", {"is_verified": True}),
        ("version", {"version": 1}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_changed(api_of, bo, grace, field, body):
    api = api_of(bo)
    api.post("contacts", {"name": "Somebody", "addresses": ["taken@new.test"]})
    response = api.patch(f"contacts/{grace.pk}", {"phone": "1", **body})
    named = {name.removesuffix(".0") for name in fields_named(response)}
    assert (response.status_code, named) == (400, {field.removesuffix(".0")})
    assert Contact.objects.get(pk=grace.pk).phone == ""


def test_an_organisation_has_a_name_and_domains_of_its_own(api_of, bo, grace):
    api = api_of(bo)
    made = api.post("organizations", {"name": "Initech", "domains": ["Initech.test"], "tier": "gold"}).json()
    assert (made["name"], made["domains"], made["tier"]) == ("Initech", ["initech.test"], "gold")
    path = f"organizations/{made['id']}"
    assert fields_named(api.post("organizations", {"name": "Initech"})) == {"name"}
    assert fields_named(api.patch(path, {"name": "northwind.test"})) == {"name"}
    assert fields_named(api.patch(path, {"domains": ["northwind.test"]})) == {"domains"}
    assert fields_named(api.patch(path, {"domains": ["gmail.com"]})) == {"domains"}
    assert api.patch(path, {"domains": ["initech.example.test"]}).json()["domains"] == ["initech.example.test"]
    assert [row["id"] for row in api.get("organizations", domain="initech.example.test").json()["results"]] == [
        made["id"]
    ]
    assert Organization.objects.get(pk=made["id"]).tier == "gold"


def test_people_of_another_company_do_not_exist(api_of, gus, grace):
    there = api_of(gus)
    assert there.get("contacts", address="grace@northwind.test").json()["results"] == []
    for path in (f"contacts/{grace.pk}", f"organizations/{grace.organization_id}"):
        assert (there.get(path).status_code, there.patch(path, {"notes": "x"}).status_code) == (404, 404)


def test_a_light_agent_reads_people_and_changes_none(api_of, lin, grace):
    api = api_of(lin)
    assert api.get(f"contacts/{grace.pk}").status_code == 200
    assert api.patch(f"contacts/{grace.pk}", {"phone": "1"}).status_code == 403
    assert api.post("organizations", {"name": "x"}).status_code == 403
