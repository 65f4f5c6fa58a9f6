"""Over all serializers there are: nothing is taken over by itself, and every id is looked up by sight (rows 35, 36)."""

import pytest
from rest_framework import serializers

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.serializers import Input, Known, Output
from helpdesk.tenancy.context import use_tenant
from helpdesk.urls import urlpatterns  # noqa: F401 loads every endpoint
from knowledge.models import Section
from tickets.models import ApprovalKind, Category, Checklist, Contact, Organization, Status, Ticket


def every(base) -> list:
    return [each for sub in base.__subclasses__() for each in (sub, *every(sub))]


OURS = [each for each in every(serializers.BaseSerializer) if not each.__module__.startswith(("rest_", "drf_"))]


def test_every_serializer_names_its_fields_and_is_either_way_or_the_other():
    assert len(OURS) > 25
    assert [each for each in OURS if issubclass(each, serializers.ModelSerializer)] == []
    assert [each for each in OURS if not issubclass(each, Input | Output)] == []


def test_rows_are_named_only_through_what_the_caller_sees():
    related = [
        (each.__name__, name)
        for each in OURS
        for name, field in each().fields.items()
        if isinstance(field, serializers.RelatedField | serializers.ManyRelatedField)
    ]
    assert related == []


def test_every_endpoint_names_a_capability_for_every_action():
    for endpoint in every(Endpoint):
        actions = {"list", "retrieve", "create", "partial_update", "destroy"} & set(dir(endpoint))
        assert actions == endpoint.capabilities.keys() or endpoint.__name__.startswith("_"), endpoint


@pytest.fixture
def at_globex(globex):
    """One row of each kind that belongs to Globex."""
    with use_tenant(globex):
        return {
            Status: Status.objects.get(category="pending").pk,
            Category: Category.objects.first().pk,
            Team: Team.objects.first().pk,
            Agent: Agent.objects.get(name="Gus").pk,
            Contact: Contact.objects.first().pk,
            Organization: Organization.objects.create(name="Initech", created_at=clock.now()).pk,
            Checklist: Checklist.objects.create(name="Theirs", items=["x"]).pk,
            Section: Section.objects.first().pk,
            ApprovalKind: ApprovalKind.objects.create(name="Credit").pk,
        }


def known_fields(base=Input) -> list[tuple[type, str, Known]]:
    return [
        (each, name, field) for each in every(base) for name, field in each().fields.items() if isinstance(field, Known)
    ]


PLACES = {
    "NewTicket": ("post", "tickets", {"subject": "x", "requester": {"email": "a@b.test"}, "message": {"text": "x"}}),
    "Requester": ("post", "tickets", {"subject": "x", "message": {"text": "x"}}),
    "TicketChanges": ("patch", "tickets/{number}", {}),
    "NewMessage": ("post", "tickets/{number}/messages", {"kind": "reply", "text": "x"}),
    "NewFollower": ("post", "tickets/{number}/followers", {}),
    "NewLeave": ("post", "agents/{agent}/leave", {"first_day": "2126-06-01", "last_day": "2126-06-02"}),
    "Holder": ("post", "skills", {"name": "French"}),
    "ContactWords": ("post", "contacts", {"name": "x"}),
    "NewContactMerge": ("post", "contacts/{contact}/merges", {}),
    "NewTicketChecklist": ("post", "tickets/{number}/checklists", {}),
    "NewTimeCorrection": ("post", "tickets/{number}/time-corrections", {"minutes": 1, "because": "x"}),
    "NewOrganizationMerge": ("post", "organizations/{organization}/merges", {}),
    "NewImport": (
        "post",
        "imported-tickets",
        {
            "source": "x",
            "external_id": "1",
            "subject": "x",
            "requester": {"email": "a@b.test"},
            "created_at": "2026-01-01T00:00:00Z",
            "status": "open",
            "messages": [],
        },
    ),
    "NewCall": ("post", "calls", {"requester": {"email": "a@b.test"}, "subject": "x", "text": "x", "spoken": True}),
    "NewApproval": ("post", "tickets/{number}/approvals", {"because": "x", "amount": 1}),
    "NewScheduledAnswer": (
        "post",
        "tickets/{number}/scheduled-answers",
        {"text": "x", "send_at": "2126-06-01T08:00:00Z"},
    ),
    "RecurringWords": (
        "post",
        "recurring-tickets",
        {
            "subject": "x",
            "text": "x",
            "requester": {"email": "a@b.test"},
            "every": "day",
            "at_time": "09:00",
            "starts_on": "2026-06-01",
        },
    ),
    "ArticleWords": ("post", "articles", {"title": "x", "body": "x", "section": None}),
    "ArticleChanges": ("patch", "articles/{article}", {}),
}
# Where the id stands deeper in the body, and what the refusal calls it then.
NESTED = {
    "Requester": lambda pk: {"requester": {"id": pk}},
    "Holder": lambda pk: {"holders": [{"agent": pk, "level": "good"}]},
}
FIELDS = {"Requester": "requester.id", "Holder": "holders.0.agent"}


def test_there_is_a_place_for_each_of_them():
    assert {each.__name__ for each, _name, _field in known_fields() if not each.__name__.startswith("_")} == set(PLACES)


@pytest.mark.parametrize(("owner", "name"), [(o.__name__, n) for o, n, _f in known_fields() if o.__name__ in PLACES])
def test_another_companys_id_is_nobodys(api_of, ada, a_ticket, at_globex, owner, name):
    # given
    api, ticket = api_of(ada), a_ticket()
    section = api.get("sections").json()["results"][0]["id"]
    article = api.post("articles", {"title": "How", "body": "So", "section": section}).json()["id"]
    model = next(f for o, n, f in known_fields() if (o.__name__, n) == (owner, name)).seen_by(ada).model
    method, path, body = PLACES[owner]
    named = NESTED[owner](at_globex[model]) if owner in NESTED else {name: at_globex[model]}
    # when
    filled = {"number": ticket.number, "article": article, "agent": ada.pk}
    filled |= {"contact": ticket.requester_id, "organization": ticket.organization_id}
    response = getattr(api, method)(path.format(**filled), {**body, **named})
    # then
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [FIELDS.get(owner, name)]
    assert (Ticket.objects.count(), Ticket.objects.get().version) == (1, ticket.version)


def test_a_patch_with_every_column_of_the_model_changes_only_what_is_named(api_of, ada, a_ticket):
    """Row 36: server-set columns are refused by name, whatever value they are given."""
    ticket = a_ticket()
    allowed = {"subject", "kind", "status", "priority", "category", "team", "assignee", "custom_fields", "is_spam"} | {
        "is_private"
    }
    for column in {field.name for field in Ticket._meta.get_fields()} - allowed:
        response = api_of(ada).patch(f"tickets/{ticket.number}", {column: 1})
        assert (response.status_code, response.json()["errors"][0]["field"]) == (400, column)
    assert Ticket.objects.get().version == ticket.version
