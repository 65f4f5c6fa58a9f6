"""The company's own fields on contacts and organisations: kept, shown, compared, merged, spoken of in conditions."""

import re

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from sla import policies
from sla.engine.terms import Target
from sla.models import Selection
from tests.api import Api, fields_named
from tests.factories.tickets import make_ticket
from tickets import contact_merging, contacts, organization_merging, organizations, triage
from tickets.automation import variables
from tickets.automation.actions.registry import Refused, action_named
from tickets.automation.conditions import reading
from tickets.automation.conditions.compiling import compiled
from tickets.automation.conditions.judging import judge
from tickets.models import Contact, Field, Organization, Ticket

FORM = {"name": "Grace Hopper", "addresses": "grace@northwind.test", "wants_surveys": "on"}


@pytest.fixture
def number(acme):
    return Field.objects.create(belongs_to="contact", key="number", label="Customer number", kind="text")


@pytest.fixture
def contract(acme):
    kind = {"kind": "choice", "choices": ["Basic", "Premium"]}
    return Field.objects.create(belongs_to="organization", key="contract", label="Contract", **kind)


@pytest.fixture
def seats(acme):
    return Field.objects.create(belongs_to="contact", key="seats", label="Seats", kind="number")


@pytest.fixture
def vip(acme):
    return Field.objects.create(belongs_to="contact", key="vip", label="VIP", kind="check")


@pytest.fixture
def double(acme):
    return contacts.make_for("grace@home.test", "Grace H.")


@pytest.fixture
def desk(client_of, bo):
    return client_of(bo)


def own(row):
    return type(row).objects.get(pk=row.pk).custom_fields


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def as_shown(desk, path):
    """What a browser would send back of the page, untouched."""
    form = desk.get(path).context["form"]
    sent = {}
    for entry in form:
        value = form.get_initial_for_field(entry.field, entry.name)
        sent[entry.html_initial_name] = "" if value is None else str(value)
        if value not in (None, False):
            sent[entry.html_name] = "on" if value is True else str(value)
    return sent


def test_the_form_asks_for_them_and_the_page_and_the_tickets_show_them(desk, grace, number, seats, vip, contract):
    # given
    ticket = make_ticket(grace)
    path = f"/desk/contacts/{grace.pk}/details/"
    # when
    own_values = {"field_number": "K-1007", "field_seats": "12,5", "field_vip": "on"}
    shown = text(desk.post(path, as_shown(desk, path) | own_values, follow=True))
    path = f"/desk/organizations/{grace.organization_id}/details/"
    firm = text(desk.post(path, as_shown(desk, path) | {"field_contract": "Premium"}, follow=True))
    # then
    assert own(grace) == {"number": "K-1007", "seats": 12.5, "vip": True}
    assert all(words in shown for words in ("Customer number K-1007", "Seats 12.5", "VIP yes"))
    assert "Contract Premium" in firm
    beside = text(desk.get(f"/desk/tickets/{ticket.number}/context/"))
    assert "Customer number K-1007" in beside
    assert "Contract Premium" in beside
    assert Event.objects.about(grace).latest("id").data == {"labels": "Customer number, Seats, VIP"}


def test_what_is_left_alone_is_neither_said_nor_stored(desk, grace, number, vip):
    path = f"/desk/contacts/{grace.pk}/details/"
    desk.post(path, as_shown(desk, path) | {"phone": "1"})
    assert own(grace) == {}
    assert Event.objects.about(grace).latest("id").data == {"labels": "phone"}


@pytest.mark.parametrize(("value", "says"), [("many", "Enter a number"), ("1e99", "too large")])
def test_what_does_not_fit_is_said_at_its_entry(desk, grace, seats, value, says):
    path = f"/desk/contacts/{grace.pk}/details/"
    answer = desk.post(path, as_shown(desk, path) | {"field_seats": value, "phone": "1"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"field_seats"})
    assert says in text(answer)
    assert (own(grace), Contact.objects.get(pk=grace.pk).phone) == ({}, "")


def test_two_who_edit_different_fields_both_have_their_way(desk, grace, number, seats, mia):
    path = f"/desk/contacts/{grace.pk}/details/"
    mine = as_shown(desk, path)
    contacts.change(grace, {"phone": "+49 30 1", "custom_fields": {"number": "K-1"}}, by=Actor.agent(mia))
    desk.post(path, mine | {"field_seats": "3", "segment": "retail"})
    grace = Contact.objects.get(pk=grace.pk)
    assert (grace.phone, grace.segment, grace.custom_fields) == ("+49 30 1", "retail", {"number": "K-1", "seats": 3})


@pytest.mark.parametrize(("name", "theirs", "mine"), [("field_number", "K-1", "K-2"), ("phone", "+1", "+2")])
def test_the_same_field_is_never_overwritten_unseen(desk, grace, number, mia, name, theirs, mine):
    # given
    path = f"/desk/contacts/{grace.pk}/details/"
    sent = as_shown(desk, path) | {name: mine}
    change = {"custom_fields": {"number": theirs}} if name == "field_number" else {name: theirs}
    contacts.change(grace, change, by=Actor.agent(mia))
    # when
    answer = desk.post(path, sent)
    # then
    assert (answer.status_code, set(answer.context["form"].errors)) == (409, {name})
    assert f"to “{theirs}”" in text(answer)
    assert Contact.objects.get(pk=grace.pk).phone in ("", theirs)
    # when
    carried = re.search(rf'name="initial-{name}" value="([^"]*)"', answer.content.decode())[1]
    again = desk.post(path, sent | {f"initial-{name}": carried})
    # then
    assert (carried, again.status_code) == (theirs, 303)
    now = Contact.objects.get(pk=grace.pk)
    assert {"field_number": now.custom_fields.get("number"), "phone": now.phone}[name] == mine


def test_a_page_drawn_before_a_field_was_made_does_not_empty_it(desk, grace, bo):
    path = f"/desk/contacts/{grace.pk}/details/"
    sent = as_shown(desk, path)
    Field.objects.create(belongs_to="contact", key="number", label="Number", kind="text")
    contacts.change(grace, {"custom_fields": {"number": "K-1"}}, by=Actor.agent(bo))
    desk.post(path, sent | {"phone": "1"})
    assert own(grace) == {"number": "K-1"}


def test_a_choice_that_is_offered_no_more_stays_where_it_was_chosen(desk, grace, bo, contract):
    firm = grace.organization
    organizations.change(firm, {"custom_fields": {"contract": "Basic"}}, by=Actor.agent(bo))
    Field.objects.filter(pk=contract.pk).update(choices=["Premium"])
    path = f"/desk/organizations/{firm.pk}/details/"
    assert desk.post(path, as_shown(desk, path) | {"tier": "gold"}).status_code == 303
    assert own(firm) == {"contract": "Basic"}
    assert desk.post(path, as_shown(desk, path) | {"field_contract": ""}).status_code == 303
    assert own(firm) == {}


def test_so_it_does_on_tickets(desk, grace, bo):
    Field.objects.create(key="version", label="Version", kind="choice", choices=["1", "2"])
    Field.objects.create(key="order", label="Order", kind="text")
    ticket = triage.set_fields(make_ticket(grace), {"version": "1"}, by=Actor.agent(bo))
    Field.objects.filter(key="version").update(choices=["2"])
    desk.post(f"/desk/tickets/{ticket.number}/fields/", {"version": "1", "order": "A-1"})
    assert own(ticket) == {"version": "1", "order": "A-1"}


def test_a_program_reads_and_writes_them(grace, bo, lin, number, seats, contract):
    api, path = Api(bo), f"contacts/{grace.pk}"
    read = api.get(path)
    assert read.json()["custom_fields"] == {}
    shown = api.patch(path, {"custom_fields": {"number": "K-1", "seats": 2}}, headers={"If-Match": read["ETag"]})
    assert shown.json()["custom_fields"] == {"number": "K-1", "seats": 2}
    assert api.patch(path, {"custom_fields": {"seats": 3}}, headers={"If-Match": read["ETag"]}).status_code == 412
    assert api.patch(path, {"custom_fields": {"seats": None}}).json()["custom_fields"] == {"number": "K-1"}
    made = api.post("organizations", {"name": "Initech", "custom_fields": {"contract": "Premium"}}).json()
    assert made["custom_fields"] == {"contract": "Premium"}
    made = api.post("contacts", {"name": "Ada", "custom_fields": {"number": "K-2"}}).json()
    assert api.get(f"contacts/{made['id']}").json()["custom_fields"] == {"number": "K-2"}
    assert Api(lin).patch(path, {"custom_fields": {"seats": 3}}).status_code == 403
    assert Api(lin).get(path).json()["custom_fields"] == {"number": "K-1"}
    keys = [row["key"] for row in api.get("fields", belongs_to="contact").json()["results"]]
    assert keys == ["number", "seats"]


@pytest.mark.parametrize("path", ["contacts", "organizations"])
@pytest.mark.parametrize(
    ("key", "value"), [("nothing", "x"), ("seats", "many"), ("contract", "Platinum"), ("seats", [1])]
)
def test_a_program_is_told_which_field_is_wrong(grace, bo, seats, contract, path, key, value):
    """Fields of one thing are no fields of another."""
    row = {"contacts": grace, "organizations": grace.organization}[path]
    body = {"custom_fields": {key: value}, "notes": "x"}
    for answer in (Api(bo).patch(f"{path}/{row.pk}", body), Api(bo).post(path, {"name": "New"} | body)):
        assert (answer.status_code, fields_named(answer)) == (400, {f"custom_fields.{key}"})
    assert (type(row).objects.get(pk=row.pk).notes, type(row).objects.filter(name="New").count()) == ("", 0)


def test_merging_fills_gaps_and_undoing_takes_only_that_back(grace, double, bo, number, seats, vip):
    # given
    by = Actor.agent(bo)
    contacts.change(grace, {"custom_fields": {"number": "K-1"}}, by=by)
    contacts.change(double, {"custom_fields": {"number": "K-2", "seats": 5, "vip": True}}, by=by)
    # when
    done = contact_merging.merge(double, Contact.objects.get(pk=grace.pk), by=bo)
    # then
    assert own(grace) == {"number": "K-1", "seats": 5, "vip": True}
    # when
    contacts.change(grace, {"custom_fields": {"seats": 6}}, by=by)
    contact_merging.undo(done, by=bo)
    # then
    assert own(grace) == {"number": "K-1", "seats": 6}  # what was written since stays
    assert own(double) == {"number": "K-2", "seats": 5, "vip": True}


def test_organisations_that_become_one_fill_gaps_too(grace, double, bo, contract):
    one, into = double.organization, grace.organization
    organizations.change(one, {"custom_fields": {"contract": "Premium"}}, by=Actor.agent(bo))
    done = organization_merging.merge(one, into, by=bo)
    assert own(into) == {"contract": "Premium"}
    organization_merging.undo(done, by=bo)
    assert (own(into), own(one)) == ({}, {"contract": "Premium"})


def test_conditions_ask_for_them_by_the_customer_and_the_organisation(grace, bo, number, contract):
    ticket, other = make_ticket(grace), make_ticket(contacts.make_for("otto@harbour.test", "Otto"))
    contacts.change(grace, {"custom_fields": {"number": "K-1"}}, by=Actor.agent(bo))
    organizations.change(grace.organization, {"custom_fields": {"contract": "Premium"}}, by=Actor.agent(bo))
    asked = reading.read(
        {
            "all": [
                {"field": "field.number", "op": "contains", "value": ["k-"]},
                {"field": "field.contract", "op": "in", "value": ["Premium"]},
            ]
        }
    )
    assert list(Ticket.objects.filter(compiled(asked))) == [ticket]
    assert [judge(asked, Ticket.objects.get(pk=one.pk)).holds for one in (ticket, other)] == [True, False]
    assert (
        reading.all_in_words(asked)
        == "Customer: Customer number contains any of k-; Organisation: Contract is one of Premium"
    )


def test_macros_and_rules_fill_them_in(grace, bo, client_of, ada, number, contract, vip):
    # given
    organizations.change(grace.organization, {"custom_fields": {"contract": "Premium"}}, by=Actor.agent(bo))
    contacts.change(grace, {"custom_fields": {"vip": True}}, by=Actor.agent(bo))
    ticket = make_ticket(Contact.objects.get(pk=grace.pk))
    text = "{{field.contract}}, {{ field.vip }}, {{field.number}}, {{field.nothing}}"
    # then
    assert variables.filled(text, ticket, bo) == "Premium, yes, , {{field.nothing}}"
    assert variables.filled(text, ticket) == "Premium, yes, , {{field.nothing}}"
    page = client_of(ada).post("/settings/macros/new/", {"name": "M", "text": text, "circle": "everybody"})
    assert "{{field.nothing}}" in str(page.context["form"].errors["text"])
    assert "Organisation: Contract" in page.content.decode()
    with pytest.raises(Refused):
        action_named("note").read({"text": text})
    assert action_named("note").read({"text": "{{field.contract}}"})


def test_a_promise_for_a_contract_holds_for_who_comes_under_it(grace, double, bo, contract):
    """The organisation changes by a merge: what is promised follows, as it does with the tier."""
    organizations.change(grace.organization, {"custom_fields": {"contract": "Premium"}}, by=Actor.agent(bo))
    where = {"all": [{"field": "field.contract", "op": "in", "value": ["Premium"]}], "any": []}
    draft = policies.Draft({("first_response", "normal"): Target(3_600)})
    premium = policies.save(None, "Premium", where, True, draft, by=Actor.agent(bo))
    ticket = make_ticket(double)
    assert Selection.objects.filter(ticket=ticket).latest("id").version != premium
    firm = Organization.objects.get(pk=grace.organization_id)
    organization_merging.merge(double.organization, firm, by=bo)
    assert Selection.objects.filter(ticket=ticket).latest("id").version == premium
