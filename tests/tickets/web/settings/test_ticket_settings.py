"""Statuses, tags, categories, fields and macros as an administrator keeps them."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.tenancy.models import Tenant
from tickets import triage
from tickets.models import Category, Field, Macro, Status, Tag, Ticket


@pytest.fixture
def office(client_of, ada):
    return client_of(ada)


def said():
    return Event.objects.filter(kind="setting.changed").latest("id").sentence


@pytest.mark.parametrize("page", ["statuses", "categories", "fields", "tags", "macros"])
def test_each_list_and_its_form_open(office, page):
    assert office.get(f"/settings/{page}/").status_code == 200
    assert office.get(f"/settings/{page}/new/").status_code == 200


class TestStatuses:
    def test_a_new_one_comes_last_and_is_told(self, office):
        values = {"name": "At the lab", "customer_label": "Being looked into", "category": "on_hold"}
        office.post("/settings/statuses/new/", values)
        assert Status.objects.in_order().last().name == "At the lab"
        assert said() == "Ada changed the status At the lab: made"

    def test_a_default_is_passed_on_within_its_category(self, office):
        office.post(
            "/settings/statuses/new/", {"name": "Open 2", "customer_label": "x", "category": "open", "is_default": "on"}
        )
        assert Status.objects.default_of("open").name == "Open 2"
        answer = office.post(
            f"/settings/statuses/{Status.objects.default_of('open').pk}/", {"name": "Open 2", "customer_label": "x"}
        )
        assert set(answer.context["form"].errors) == {"is_default"}

    def test_names_differ_and_wrong_input_names_its_field(self, office):
        answer = office.post("/settings/statuses/new/", {"name": "open", "customer_label": "", "category": "lost"})
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"name", "customer_label", "category"}

    def test_a_status_in_use_says_so_before_it_goes_and_comes_back(self, office, a_ticket):
        hold = Status.objects.create(name="Lab", customer_label="x", category="new", position=9)
        a_ticket(status=hold)
        assert "1. They keep it" in office.get(f"/settings/statuses/{hold.pk}/deactivation/").content.decode()
        office.post(f"/settings/statuses/{hold.pk}/deactivation/")
        assert not Status.objects.usable().filter(pk=hold.pk).exists()
        office.post(f"/settings/statuses/{hold.pk}/return/")
        assert Status.objects.usable().filter(pk=hold.pk).exists()

    def test_a_default_cannot_be_deactivated(self, office):
        status = Status.objects.default_of("new")
        assert office.post(f"/settings/statuses/{status.pk}/deactivation/").status_code == 404

    def test_moving_changes_places(self, office):
        first, second = Status.objects.in_order()[:2]
        office.post(f"/settings/statuses/{second.pk}/position/", {"to": "up"})
        assert list(Status.objects.in_order()[:2]) == [second, first]
        office.post(f"/settings/statuses/{second.pk}/position/", {"to": "up"})
        assert Status.objects.in_order().first() == second


class TestTags:
    def test_merging_leaves_each_ticket_with_one(self, office, a_ticket, bo):
        both, one = a_ticket(), a_ticket()
        triage.change_tags(both, add=["invoice", "invoices"], by=Actor.agent(bo))
        triage.change_tags(one, add=["invoices"], by=Actor.agent(bo))
        old, new = Tag.objects.get(name="invoices"), Tag.objects.get(name="invoice")
        assert "2. This cannot" in office.get(f"/settings/tags/{old.pk}/merge/").content.decode()
        office.post(f"/settings/tags/{old.pk}/merge/", {"into": new.pk})
        assert [tag.name for tag in Tag.objects.all()] == ["invoice"]
        assert new.ticket_tags.count() == 2
        assert said() == "Ada changed the tag invoices: merged into invoice"

    def test_renaming_to_a_taken_name_offers_merging(self, office):
        first, _second = Tag.objects.create(name="vip"), Tag.objects.create(name="gold")
        answer = office.post(f"/settings/tags/{first.pk}/", {"name": " GOLD "})
        assert "merge the two" in str(answer.context["form"].errors["name"])
        office.post(f"/settings/tags/{first.pk}/", {"name": "Very Important"})
        assert Tag.objects.filter(name="very important").exists()

    def test_removing_takes_it_off_its_tickets(self, office, a_ticket, bo):
        ticket = a_ticket()
        triage.change_tags(ticket, add=["vip"], by=Actor.agent(bo))
        office.post(f"/settings/tags/{Tag.objects.get().pk}/removal/")
        assert not ticket.ticket_tags.exists()


class TestCategories:
    def test_a_moved_category_takes_its_branch_along(self, office):
        problem, billing = Category.objects.get(path="Problem"), Category.objects.get(path="Billing")
        office.post("/settings/categories/new/", {"name": "Exports", "parent": problem.pk})
        exports = Category.objects.get(path="Problem › Exports")
        office.post("/settings/categories/new/", {"name": "Nightly", "parent": exports.pk})
        office.post(f"/settings/categories/{exports.pk}/", {"name": "Export", "parent": billing.pk})
        assert Category.objects.filter(path="Billing › Export › Nightly").exists()
        assert said() == "Ada changed the category Billing › Export: Problem › Exports → Billing › Export"

    def test_what_is_offered_again_is_on_record_with_all_around_it(self, office):
        problem = Category.objects.get(path="Problem")
        office.post("/settings/categories/new/", {"name": "Exports", "parent": problem.pk})
        exports = Category.objects.get(path="Problem › Exports")
        office.post(f"/settings/categories/{problem.pk}/deactivation/")
        office.post(f"/settings/categories/{exports.pk}/return/")
        assert said() == "Ada changed the category Problem › Exports: offered again"
        assert not Category.objects.filter(path__startswith="Problem", is_active=False).exists()

    def test_offering_what_is_offered_makes_nobody_read_the_settings_again(self, office, acme):
        before = Tenant.objects.get(pk=acme.pk).settings_stamp
        office.post(f"/settings/categories/{Category.objects.get(path='Problem').pk}/return/")
        assert Tenant.objects.get(pk=acme.pk).settings_stamp == before

    def test_none_stands_below_itself(self, office):
        problem = Category.objects.get(path="Problem")
        office.post("/settings/categories/new/", {"name": "Exports", "parent": problem.pk})
        exports = Category.objects.get(path="Problem › Exports")
        answer = office.post(f"/settings/categories/{problem.pk}/", {"name": "Problem", "parent": exports.pk})
        assert set(answer.context["form"].errors) == {"parent"}

    def test_siblings_differ_and_the_tree_is_five_deep(self, office):
        assert "name" in office.post("/settings/categories/new/", {"name": "billing"}).context["form"].errors
        parent = Category.objects.get(path="Billing")
        for level in "2345":
            office.post("/settings/categories/new/", {"name": level, "parent": parent.pk})
            parent = Category.objects.get(parent=parent)
        answer = office.post("/settings/categories/new/", {"name": "6", "parent": parent.pk})
        assert set(answer.context["form"].errors) == {"parent"}

    def test_what_is_used_is_deactivated_with_its_branch_and_not_removed(self, office, a_ticket):
        problem = Category.objects.get(path="Problem")
        office.post("/settings/categories/new/", {"name": "Exports", "parent": problem.pk})
        a_ticket(category=Category.objects.get(path="Problem › Exports"))
        office.post(f"/settings/categories/{problem.pk}/removal/")
        office.post(f"/settings/categories/{Category.objects.get(name='Exports').pk}/removal/")
        assert Category.objects.filter(path="Problem › Exports").exists()
        office.post(f"/settings/categories/{problem.pk}/deactivation/")
        assert not Category.objects.usable().filter(path__startswith="Problem").exists()


OF_TICKETS = {"belongs_to": "ticket"}


class TestFields:
    def test_a_choice_needs_choices(self, office):
        answer = office.post("/settings/fields/new/", OF_TICKETS | {"label": "Version", "kind": "choice"})
        assert set(answer.context["form"].errors) == {"choices"}
        values = OF_TICKETS | {
            "label": "Version",
            "kind": "choice",
            "choices": "4.1\n 4.2 \n\n4.1",
            "is_shown_to_customer": "on",
        }
        office.post("/settings/fields/new/", values)
        field = Field.objects.get()
        assert (field.key, field.choices, field.is_shown_to_customer) == ("version", ["4.1", "4.2"], True)

    def test_keys_are_made_once_and_never_twice(self, office):
        for label in ("Größe", "Grosse", "123"):
            office.post("/settings/fields/new/", OF_TICKETS | {"label": label, "kind": "text"})
        assert sorted(Field.objects.values_list("key", flat=True)) == ["field_123", "groe", "grosse"]
        field = Field.objects.get(key="grosse")
        office.post(f"/settings/fields/{field.pk}/", {"label": "Size", "kind": "number"})
        field.refresh_from_db()
        assert (field.key, field.label, field.kind) == ("grosse", "Size", "text")

    def test_a_deactivated_field_is_not_asked_for(self, office):
        office.post("/settings/fields/new/", OF_TICKETS | {"label": "Order", "kind": "text"})
        field = Field.objects.get()
        office.post(f"/settings/fields/{field.pk}/deactivation/")
        assert not Field.objects.usable().exists()
        office.post(f"/settings/fields/{field.pk}/return/")
        assert Field.objects.usable().exists()

    def test_each_thing_has_fields_and_an_order_of_its_own(self, office):
        for belongs_to, label in (("ticket", "Plan"), ("organization", "Plan"), ("organization", "Seats")):
            values = {"belongs_to": belongs_to, "label": label, "kind": "text"}
            assert office.post("/settings/fields/new/", values).status_code == 302
        office.post(f"/settings/fields/{Field.objects.get(key='seats').pk}/position/", {"to": "up"})
        groups = [
            (str(of), [field.key for field in rows]) for of, rows in office.get("/settings/fields/").context["groups"]
        ]
        assert groups == [("Tickets", ["plan"]), ("Organisations", ["seats", "organization_plan"])]

    @pytest.mark.parametrize("name", ["is_required_to_resolve", "is_shown_to_customer"])
    def test_nobody_is_asked_for_what_is_known_of_customers(self, office, name):
        values = {"belongs_to": "contact", "label": "Number", "kind": "text", name: "on"}
        answer = office.post("/settings/fields/new/", values)
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {name})

    def test_two_of_one_thing_are_not_called_the_same(self, office):
        for label in ("Plan", " plan"):
            answer = office.post("/settings/fields/new/", OF_TICKETS | {"label": label, "kind": "text"})
        assert set(answer.context["form"].errors) == {"label"}


class TestMacros:
    def test_words_and_changes_are_kept(self, office):
        solved = Status.objects.default_of("resolved")
        values = {
            "name": "Invoice", "text": "Hi {{contact.first_name}}", "circle": "everybody", "status": solved.pk,
            "priority": "low", "assignee": "me", "add_tags": "Invoice, billing",
        }  # fmt: skip
        office.post("/settings/macros/new/", values)
        macro = Macro.objects.get()
        assert macro.changes == {
            "status": solved.pk, "assignee": "me", "priority": "low", "add_tags": ["invoice", "billing"],
        }  # fmt: skip
        again = office.get(f"/settings/macros/{macro.pk}/").context["form"]
        assert again["add_tags"].value() == "invoice, billing"
        assert again["status"].value() == solved.pk

    def test_a_blank_that_does_not_exist_is_refused(self, office):
        answer = office.post(
            "/settings/macros/new/", {"name": "x", "text": "{{ settings.SECRET_KEY }} {{agent.name}}", "circle": "mine"}
        )
        assert "{{settings.SECRET_KEY}}" in str(answer.context["form"].errors["text"])

    def test_an_empty_macro_and_a_team_without_a_team_are_refused(self, office):
        answer = office.post("/settings/macros/new/", {"name": "x", "circle": "team"})
        assert "team" in answer.context["form"].errors
        answer = office.post("/settings/macros/new/", {"name": "x", "circle": "mine"})
        assert "text" in answer.context["form"].errors

    def test_agents_keep_their_own_and_see_nobody_elses(self, office, client_of, bo):
        office.post("/settings/macros/new/", {"name": "Shared", "text": "x", "circle": "everybody"})
        office.post("/settings/macros/new/", {"name": "Ada's", "text": "x", "circle": "mine"})
        browser = client_of(bo)
        answer = browser.post("/settings/macros/new/", {"name": "Mine", "text": "x", "circle": "everybody"})
        assert "circle" in answer.context["form"].errors
        browser.post("/settings/macros/new/", {"name": "Mine", "text": "x", "circle": "mine"})
        assert [macro.name for macro, _lost in browser.get("/settings/macros/").context["rows"]] == ["Mine"]
        shared = Macro.objects.get(name="Shared")
        assert browser.post(f"/settings/macros/{shared.pk}/removal/").status_code == 404
        assert [macro.name for macro in Macro.objects.usable_by(bo).by_name()] == ["Mine", "Shared"]


def test_nothing_of_this_is_for_agents(client_of, bo):
    browser = client_of(bo)
    for page in ("statuses", "categories", "fields", "tags"):
        assert browser.get(f"/settings/{page}/").status_code == 403
    assert Ticket.objects.count() == 0


def test_a_comma_stands_between_tags_never_in_one(office):
    answer = office.post("/settings/tags/new/", {"name": "red, blue"})
    assert answer.status_code == 422
    assert "A comma stands between tags" in answer.content.decode()
    assert not Tag.objects.exists()
