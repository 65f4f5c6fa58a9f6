"""What bad input gets: a 4xx in one shape that names the field, and nothing changed."""

import json

import pytest

from helpdesk.rest.parsing import JSON_LIMIT_BYTES
from tests.api import fields_named
from tickets.api import opening
from tickets.models import Ticket

MEMBERS = {"type", "title", "status", "detail", "instance", "errors"}
GOOD = {"subject": "x", "requester": {"email": "zoe@new.test"}, "message": {"text": "Hello"}}


def is_problem(response, status: int) -> bool:
    document = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert set(document) >= MEMBERS
    assert document["status"] == response.status_code
    assert document["type"].startswith("urn:helpdesk:problem:")
    assert document["instance"].startswith("urn:uuid:")
    return response.status_code == status


@pytest.mark.parametrize(
    ("_case", "body"),
    [
        ("no JSON", "{"),
        ("nothing", ""),
        ("not a number", '{"subject": NaN}'),
        ("deep", "[" * 100_000),
        ("not UTF-8", b'{"subject": "\xff"}'),
        ("a NUL", '{"subject": "a\\u0000b"}'),
        ("half a pair", '{"subject": "\\ud800"}'),
        ("a list", "[]"),
        ("a text", '"ticket"'),
        ("null", "null"),
        ("a huge number", '{"subject": ' + "9" * 5000 + "}"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_400(api_of, bo, _case, body):
    assert is_problem(api_of(bo).post("tickets", body), 400)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("subject", {"subject": ""}),
        ("subject", {"subject": "x" * 301}),
        ("subject", {"subject": ["x"]}),
        ("requester", {"requester": None}),
        ("requester", {"requester": {}}),
        ("requester", {"requester": {"id": 1, "email": "a@b.test"}}),
        ("requester.email", {"requester": {"email": "nobody"}}),
        ("requester.email", {"requester": {"email": "Support@Acme.test"}}),
        ("requester.id", {"requester": {"id": "x"}}),
        ("requester.id", {"requester": {"id": 10**30}}),
        ("requester.id", {"requester": {"id": True}}),
        ("requester.tenant", {"requester": {"email": "a@b.test", "tenant": 2}}),
        ("message", {"message": "Hello"}),
        ("message.text", {"message": {"text": " "}}),
        ("message.text", {"message": {"text": {"a": 1}}}),
        ("message", {"message": {"text": "a", "html": "<p>a</p>"}}),
        ("message.kind", {"message": {"text": "a", "kind": "agent"}}),
        ("priority", {"priority": "huge"}),
        ("priority", {"priority": 3}),
        ("status", {"status": "done"}),
        ("status", {"status": 99_999}),
        ("team", {"team": 99_999}),
        ("assignee", {"assignee": -1}),
        ("category", {"category": 1.5}),
        ("tags", {"tags": "vip"}),
        ("tags.0", {"tags": [{}]}),
        ("tags", {"tags": ["x"] * 51}),
        ("custom_fields.nothing", {"custom_fields": {"nothing": 1}}),
        ("custom_fields.deep", {"custom_fields": {"deep": [1]}}),
        ("language", {"language": "english, please"}),
        ("number", {"number": 7}),
        ("tenant", {"tenant": 2}),
        ("created_at", {"created_at": "2020-01-01T00:00:00Z"}),
        ("is_breached", {"is_breached": True}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(api_of, bo, field, change):
    response = api_of(bo).post("tickets", {**GOOD, **change})
    assert is_problem(response, 400)
    assert fields_named(response) == {field}
    assert not Ticket.objects.exists()


def test_all_that_is_wrong_is_said_at_once(api_of, bo):
    response = api_of(bo).post("tickets", {"subject": "", "priority": "huge", "colour": "red"})
    assert fields_named(response) == {"subject", "priority", "colour", "requester", "message"}


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("colour", {"colour": "red"}),
        ("status", {"status": "open,done"}),
        ("priority", {"priority": "3"}),
        ("assignee", {"assignee": "bo"}),
        ("team", {"team": "-1"}),
        ("requester", {"requester": "9" * 30}),
        ("is_spam", {"is_spam": "perhaps"}),
        ("created_since", {"created_since": "yesterday"}),
        ("page_size", {"page_size": "201"}),
        ("page_size", {"page_size": "0"}),
        ("page_size", {"page_size": "ten"}),
        ("order", {"order": "subject"}),
        ("order", {"order": "--created"}),
        ("cursor", {"cursor": "x"}),
        ("search", {"search": "x" * 201}),
    ],
)
def test_a_parameter_that_is_wrong_is_named(api_of, bo, field, query):
    response = api_of(bo).get("tickets", **query)
    assert is_problem(response, 400)
    assert fields_named(response) == {field}


def test_a_parameter_given_twice_is_refused_instead_of_half_read(api_of, bo):
    response = api_of(bo).get("tickets?tag=a&tag=b")
    assert fields_named(response) == {"tag"}


def test_a_field_given_twice_is_refused_instead_of_half_read(api_of, bo, a_ticket):
    api, path = api_of(bo), f"tickets/{a_ticket().number}/messages"
    answers = [
        api.post(path, '{"kind": "note", "text": "For us only", "kind": "reply"}'),
        api.upload(path, {"kind": ["note", "reply"], "text": "For us only"}),
    ]
    assert [(answer.status_code, fields_named(answer)) for answer in answers] == [(400, {"kind"})] * 2
    assert api.get(path, kind="note,reply").json()["results"] == []


@pytest.mark.parametrize("name", ["", " \n ", "\u200b", "\u202e \u200f", "\t"])
def test_a_name_that_cannot_be_seen_is_none(api_of, bo, name):
    assert fields_named(api_of(bo).post("contacts", {"name": name})) == {"name"}


def test_subjects_and_names_are_one_line(api_of, bo):
    api = api_of(bo)
    assert (
        api.post("tickets", {**GOOD, "subject": "Export\r\nBcc: all@x.test "}).json()["subject"]
        == "Export Bcc: all@x.test"
    )
    assert api.post("contacts", {"name": "Ada\n\tByron"}).json()["name"] == "Ada Byron"


def test_every_other_refusal_has_the_same_shape(api_of, bo, a_ticket):
    api, number = api_of(bo), a_ticket().number
    client, headers = api.client, {"Authorization": f"Bearer {api.secret}"}
    assert is_problem(api.get("tickets/999"), 404)
    assert is_problem(api.get("nothing/here"), 404)
    assert is_problem(client.post("/api/v1/nothing", headers=headers), 404)
    assert is_problem(client.put(f"/api/v1/tickets/{number}", headers=headers), 405)
    assert is_problem(client.delete(f"/api/v1/tickets/{number}", headers=headers), 405)
    assert is_problem(api.get("tickets", headers={"Accept": "text/html"}), 406)
    assert is_problem(client.post("/api/v1/tickets", "<xml/>", content_type="text/xml", headers=headers), 415)
    assert is_problem(client.get("/api/v1/tickets"), 401)


def test_a_method_that_is_not_there_says_which_are(api_of, bo):
    api = api_of(bo)
    response = api.client.delete("/api/v1/tickets", headers={"Authorization": f"Bearer {api.secret}"})
    assert response["Allow"] == "GET, HEAD, POST"


def test_a_body_over_the_limit_is_a_413_before_it_is_read(api_of, bo):
    body = json.dumps({**GOOD, "message": {"text": "x" * JSON_LIMIT_BYTES}})
    assert is_problem(api_of(bo).post("tickets", body), 413)
    assert not Ticket.objects.exists()


def test_a_surprise_on_our_side_is_a_500_that_undoes_everything(api_of, bo, monkeypatch):
    def broken(*_args):
        raise RuntimeError("the answer to nobody's question")

    monkeypatch.setattr(opening, "_complete", broken)
    response = api_of(bo).post("tickets", GOOD)
    assert is_problem(response, 500)
    assert b"nobody" not in response.content
    assert not Ticket.objects.exists()


def test_addresses_are_right_with_and_without_a_slash_at_their_end(api_of, bo, a_ticket):
    api, number = api_of(bo), a_ticket().number
    for path in ("tickets", f"tickets/{number}", f"tickets/{number}/messages", "me"):
        assert api.get(path).status_code == api.get(path + "/").status_code == 200
    assert api.post("tickets/", GOOD).status_code == 201
