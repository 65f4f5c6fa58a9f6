"""The schema is valid, complete, and true: what endpoints answer is what it says."""

import json

import pytest
import yaml
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from openapi_spec_validator import validate

from helpdesk.events.actors import Actor
from helpdesk.rest.schema import document
from tests.helpdesk.rest.openapi import Schema
from tickets import contacts
from tickets.automation import rules
from tickets.models import ApprovalKind


@pytest.fixture(scope="module")
def schema():
    return json.loads(json.dumps(document(), default=str))


def test_the_schema_is_valid_openapi(schema):
    validate(schema)
    assert schema["openapi"].startswith("3.1")


def test_nothing_had_to_be_guessed():
    with GENERATOR_STATS.silence():
        GENERATOR_STATS.reset()
        document()
        assert not GENERATOR_STATS


def test_it_names_the_addresses_that_clients_rely_on(schema):
    promised = ["tickets", "tickets/{number}/messages", "tickets/{number}/events", "tickets/{number}/clocks"]
    promised += ["contacts", "organizations", "agents", "teams", "articles"]
    assert {f"/api/v1/{path}" for path in promised} <= schema["paths"].keys()


def test_every_operation_says_how_to_sign_in_and_how_it_refuses(schema):
    assert schema["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert operation["security"] == [{"bearer": []}], path
            assert {"400", "401", "403", "404", "429"} <= operation["responses"].keys(), path
            assert operation["summary"], (path, method)
            if method == "post":
                assert {"409", "413", "415", "422"} <= operation["responses"].keys()
            if method == "patch":
                assert "412" in operation["responses"]


def test_the_examples_are_what_they_are_examples_of(schema):
    checked = 0
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            checked += Schema(schema).check_examples(path, method, operation)
    assert checked >= 15


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/schema"])
def test_anybody_may_read_it_as_yaml_or_json(acme_tenant, path):
    client = Client(SERVER_NAME="acme.localhost")
    as_yaml, as_json = client.get(path), client.get(path, {"format": "json"})
    assert yaml.safe_load(as_yaml.content) == json.loads(as_json.content)


def test_what_endpoints_answer_is_what_the_schema_says(schema, api_of, ada, a_ticket):
    # given
    api, number = api_of(ada), a_ticket().number
    api.post(f"tickets/{number}/messages", {"kind": "note", "text": "Hello"})
    api.patch(f"tickets/{number}", {"assignee": ada.pk, "tags": ["vip"], "category": 1})
    section = api.get("sections").json()["results"][0]["id"]
    article = api.post("articles", {"title": "How", "body": "*So*", "section": section}).json()["id"]
    contact = api.get("contacts").json()["results"][0]
    organization = contact["organization"]["id"]
    kind = ApprovalKind.objects.create(name="Credit", unit="EUR", limits={"admin": "10"})
    approval = api.post(f"tickets/{number}/approvals", {"kind": kind.pk, "amount": 5, "because": "x"}).json()["id"]
    skill = api.post("skills", {"name": "French", "holders": [{"agent": ada.pk}], "languages": ["fr"]}).json()["id"]
    again = {"subject": "x", "text": "x", "requester": {"id": contact["id"]}, "every": "week", "weekdays": [0]}
    again |= {"at_time": "09:00", "starts_on": "2026-06-01"}
    recurring = api.post("recurring-tickets", again).json()["id"]
    sender = api.post("listed-senders", {"pattern": "shop.example", "is_allowed": False}).json()["id"]
    rule = rules.make(
        {"name": "x", "events": ["opened"], "actions": [{"do": "tag", "text": "vip"}]}, by=Actor.agent(ada)
    )
    other = contacts.make_for("other@person.test")
    # then
    filled = {
        "number": number,
        "article_id": article,
        "contact_id": contact["id"],
        "organization_id": organization,
        "agent_id": ada.pk,
        "team_id": 1,
        "approval_id": approval,
        "skill_id": skill,
        "recurring_id": recurring,
        "rule_id": rule.pk,
        "sender_id": sender,
        "into": a_ticket().number,
    }
    for path, operations in schema["paths"].items():
        if "get" in operations and "attachment_id" not in path:
            into = other.organization_id if "organizations/" in path else other.pk
            response = api.get(path.format(**filled, into_id=into).removeprefix("/api/v1/"))
            assert response.status_code == 200, path
            Schema(schema).check_answer(operations["get"], response)


def test_refusals_are_what_the_schema_says(schema, api_of, bo):
    api = api_of(bo)
    for response, method in ((api.post("tickets", {"subject": ""}), "post"), (api.get("tickets", colour=1), "get")):
        Schema(schema).check_answer(schema["paths"]["/api/v1/tickets"][method], response)
