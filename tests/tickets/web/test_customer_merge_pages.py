"""Merging customers on the page: shown before, done once, undone from either page."""

import pytest

from helpdesk.events.actors import Actor
from tests.factories.tickets import make_ticket
from tickets import contacts, custom_fields, organization_merging
from tickets.models import Contact, ContactMerge


@pytest.fixture
def double(grace):
    return contacts.make_for("grace@home.test", "Grace Hopper")


def test_what_happens_is_shown_first_and_undone_from_the_page_of_the_one_that_stays(double, grace, bo, client_of):
    make_ticket(double, subject="From home")
    browser, page = client_of(bo), f"/desk/contacts/{double.pk}/merge/"
    assert f"?into={grace.pk}" in browser.get(page).content.decode()  # the same name: a likely one
    shown = browser.get(page, {"into": "grace@northwind.test"}).content.decode()
    assert "1 ticket goes over." in shown
    assert "grace@home.test" in shown
    assert not ContactMerge.objects.exists()
    assert browser.post(page, {"into": grace.pk}).status_code in (302, 303)
    merge = ContactMerge.objects.get()
    stays = browser.get(f"/desk/contacts/{grace.pk}/").content.decode()
    assert "From home" in stays
    assert f'name="undo" value="{merge.pk}"' in stays
    ended = browser.get(f"/desk/contacts/{double.pk}/").content.decode()
    assert "merged this one into" in ended
    assert "/details/" not in ended
    assert "grace@home.test" not in browser.get("/desk/contacts/", {"q": "nobody"}).content.decode()
    browser.post(f"/desk/contacts/{grace.pk}/merge/", {"undo": merge.pk})
    assert Contact.objects.get(pk=double.pk).merged_into is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [("zzz", "Nobody fits"), ("Grace", "Several fit"), ("grace@home.test", "into themselves"), ("", "required")],
)
def test_a_wrong_choice_is_explained(double, grace, bo, client_of, typed, says):
    contacts.make_for("g@third.test", "Grace Third")
    answer = client_of(bo).get(f"/desk/contacts/{double.pk}/merge/", {"into": typed})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_merge_of_others_is_not_undone_from_here(double, grace, bo, client_of):
    third = contacts.make_for("x@third.test", "X")
    client_of(bo).post(f"/desk/contacts/{double.pk}/merge/", {"into": grace.pk})
    answer = client_of(bo).post(f"/desk/contacts/{third.pk}/merge/", {"undo": ContactMerge.objects.get().pk})
    assert answer.status_code == 404


def test_organisations_are_merged_on_their_page(double, grace, bo, client_of):
    page = f"/desk/organizations/{double.organization_id}/merge/"
    shown = client_of(bo).get(page, {"into": "northwind"}).content.decode()
    assert "1 person goes over." in shown
    client_of(bo).post(page, {"into": grace.organization_id})
    assert "Undo the merge" in client_of(bo).get(f"/desk/organizations/{grace.organization_id}/").content.decode()
    assert organization_merging.OrganizationMerge.objects.count() == 1


def test_what_would_be_lost_is_said_before(double, grace, bo, client_of):
    """Each own field and each fact that both have and have otherwise; what only one has is filled in, not lost."""
    for label in ("Contract", "Floor"):
        custom_fields.make({"label": label, "kind": "text", "belongs_to": "contact"}, by=Actor.agent(bo))
    Contact.objects.filter(pk=grace.pk).update(phone="030 1", segment="gold", custom_fields={"contract": "A-1"})
    theirs = {"contract": "B-2", "floor": "3"}
    Contact.objects.filter(pk=double.pk).update(phone="040 2", segment="gold", custom_fields=theirs)
    page = client_of(bo).get(f"/desk/contacts/{double.pk}/merge/", {"into": grace.pk}).content.decode()
    assert "Phone: 030 1, no longer 040 2" in page
    assert "Contract: A-1, no longer B-2" in page
    assert "Segment:" not in page
    assert "Floor:" not in page
