"""Correcting what is known of a customer and an organisation."""

import re

import pytest

from tickets import contacts
from tickets.models import Contact, Mailbox, Organization

FORM = {"name": "Grace Hopper", "addresses": "grace@northwind.test", "wants_surveys": "on"}


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_known_customers_are_offered_by_name_address_and_organisation(desk, grace):
    def offered(words):
        return re.findall(r'data-address="([^"]+)"', desk.get("/desk/contacts/offers/", {"q": words}).content.decode())

    for words in ("hop", "grace@north", "northwind"):
        assert "grace@northwind.test" in offered(words)
    assert offered("") == offered("nobody of this name") == []
    Contact.objects.filter(pk=grace.pk).update(is_blocked=True)
    assert offered("hop") == []


def test_a_contact_is_corrected_and_its_page_shows_it(desk, grace):
    assert f"/desk/contacts/{grace.pk}/details/" in desk.get(f"/desk/contacts/{grace.pk}/").content.decode()
    more = {"phone": "+49 30 1234", "language": "de", "time_zone": "Europe/Berlin", "notes": "Likes cats"}
    form = FORM | more | {"addresses": "Rear@Navy.test\n grace@northwind.test", "organization": ""}
    shown = text(desk.post(f"/desk/contacts/{grace.pk}/details/", form, follow=True))
    assert "+49 30 1234" in shown
    assert "Likes cats" in shown
    grace = Contact.objects.get(pk=grace.pk)
    assert (grace.primary_address, grace.addresses.count(), grace.organization) == ("rear@navy.test", 2, None)


def test_the_form_shows_what_is_there(desk, grace):
    page = desk.get(f"/desk/contacts/{grace.pk}/details/").content.decode()
    assert "grace@northwind.test" in page
    assert grace.organization.name in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "required"),
        ({"addresses": "not one"}, "not one: "),
        ({"addresses": "ruth@lighthouse.test"}, "belongs to another contact"),
        ({"addresses": "support@acme.test"}, "one of our own mailboxes"),
        ({"organization": "Nobody Ltd"}, "no organisation of that name"),
        ({"language": "Deutsch!"}, "A language as"),
        ({"time_zone": "Mars/Base"}, "valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(desk, grace, wrong, says):
    contacts.make_for("ruth@lighthouse.test", "Ruth")
    assert Mailbox.objects.filter(address="support@acme.test").exists() or Mailbox.objects.create(
        address="support@acme.test", name="Support"
    )
    answer = desk.post(f"/desk/contacts/{grace.pk}/details/", FORM | {"phone": "1"} | wrong)
    assert (answer.status_code, says in text(answer)) == (422, True)
    assert Contact.objects.get(pk=grace.pk).phone == ""


def test_a_blocked_contact_is_marked(desk, grace):
    desk.post(f"/desk/contacts/{grace.pk}/details/", FORM | {"is_blocked": "on"})
    assert "blocked" in text(desk.get(f"/desk/contacts/{grace.pk}/"))


def test_an_organisation_is_corrected(desk, grace):
    one = grace.organization
    form = {"name": "Northwind Traders", "domains": "northwind.test\nNorthwind.example", "tier": "gold", "notes": "VIP"}
    shown = text(desk.post(f"/desk/organizations/{one.pk}/details/", form, follow=True))
    assert "Northwind Traders" in shown
    assert "northwind.example" in shown
    assert "VIP" in shown


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "Harbour"}, "of that name already"),
        ({"domains": "gmail.com"}, "Anybody may have"),
        ({"domains": "harbour.test"}, "another organisation"),
        ({"domains": "no domain"}, "A domain as"),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(desk, grace, acme, wrong, says):
    other = contacts.make_for("otto@harbour.test", "Otto").organization
    Organization.objects.filter(pk=other.pk).update(name="Harbour")
    form = {"name": grace.organization.name, "domains": "northwind.test"} | wrong
    answer = desk.post(f"/desk/organizations/{grace.organization_id}/details/", form)
    assert (answer.status_code, says in text(answer)) == (422, True)
