"""Customers are found by what somebody remembers of them, however many there are."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import use_tenant
from tickets import contact_search, contacts
from tickets.customer_columns import take_over
from tickets.models import Contact, Field, Organization


@pytest.fixture
def people(acme, grace, ada):
    northwind = Organization.objects.create(name="Northwind Traders", created_at=grace.created_at)
    for name, address, organization in [
        ("Zoë Müller-Lüdenscheidt", "zml+orders@gmail.com", northwind),
        ("Seán O'Brien", "sean.obrien@umbrella.test", None),
        ("Thomas", "t1@umbrella.test", None),
    ]:
        contacts.make(name, [address], by=Actor.agent(ada), organization=organization)


def found(text):
    return sorted(contact.name.split()[0] for contact in contact_search.fitting(Contact.objects.all(), text))


@pytest.mark.parametrize("few", [1, 5000])  # by the way along the names, and by the index
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hopp", ["Grace"]),
        ("hopper grace", ["Grace"]),
        ("MÜLLER", ["Zoë"]),
        ("ludenscheidt", []),
        ("o'brien", ["Seán"]),
        ("obrien@umbrella.test", ["Seán"]),
        ("umbrella", ["Seán", "Thomas"]),
        ("orders", ["Zoë"]),
        ("traders", ["Zoë"]),
        ("t", ["Grace", "Seán", "Thomas", "Zoë"]),  # northwind.test, umbrella.test, Traders; not the tenant's own mark
        ("hopper umbrella", []),
        ("%_'", []),
    ],
)
def test_each_word_begins_a_word_of_name_address_or_organisation(people, monkeypatch, few, text, names):
    monkeypatch.setattr(contact_search, "FEW", few)
    assert found(text) == names


@pytest.mark.parametrize("few", [1, 5000])
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("k-4711", ["Thomas"]),
        ("4711 k", ["Thomas"]),
        ("250", ["Thomas"]),
        ("premium", ["Zoë"]),
        ("true", []),  # whether a box is ticked
        ("premium 4711", []),
        ("number", []),  # the name of a field
    ],
)
def test_the_companys_own_fields_find_them(people, monkeypatch, client_of, bo, few, text, names):
    # given
    for belongs_to, key, kind in (
        ("contact", "number", "text"), ("contact", "seats", "number"), ("contact", "vip", "check"),
        ("organization", "contract", "text"),
    ):  # fmt: skip
        Field.objects.create(belongs_to=belongs_to, key=key, label=key.title(), kind=kind)
    take_over(Contact.objects.get(name="Thomas"), {"custom_fields": {"number": "K-4711", "seats": "250", "vip": True}})
    take_over(Organization.objects.get(name="Northwind Traders"), {"custom_fields": {"contract": "Premium (24/7)"}})
    # then
    monkeypatch.setattr(contact_search, "FEW", few)
    assert found(text) == names
    page = client_of(bo).get("/desk/contacts/", {"q": text}).content.decode()
    assert [name for name in ("Thomas", "Zoë") if name in page] == names


def test_own_fields_of_another_company_find_nobody(people, globex):
    Contact.objects.update(custom_fields={"number": "K-4711"})
    Organization.objects.update(custom_fields={"contract": "Premium"})
    with use_tenant(globex):
        assert found("4711") == found("premium") == []


def test_who_moves_or_is_renamed_is_found_at_once(people, grace, ada):
    contacts.change(grace, {"name": "Grace Murray", "addresses": ["grace@yale.test"]}, by=Actor.agent(ada))
    assert found("murray") == found("yale") == ["Grace"]
    assert found("hopper") == []


def test_another_company_finds_nobody(people, globex):
    with use_tenant(globex):
        assert found("hopper") == found("umbrella") == []


def test_the_page_of_customers_finds_them(people, client_of, bo):
    page = client_of(bo).get("/desk/contacts/", {"q": "umbrella"}).content.decode()
    assert "Seán O&#x27;Brien" in page
    assert "Grace Hopper" not in page
    assert "Nobody fits" in client_of(bo).get("/desk/contacts/", {"q": "nobody"}).content.decode()
