"""Idempotency-Key: however often a POST is repeated, it is done once."""

import threading
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.rest.models import IdempotencyKey
from helpdesk.rest.tasks import forget_old_keys
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from knowledge.models import Section
from tests.api import Api, a_token, fields_named
from tickets.models import Message, Ticket

BODY = {"subject": "The export stops", "requester": {"email": "zoe@new.test"}, "message": {"text": "Hello"}}
KEY = {"Idempotency-Key": "5f0c3b0e-5d55-4d3c-8f9e-0f4f3f0c9f4e"}


def test_a_repeat_gets_the_first_answer_and_opens_nothing(api_of, bo):
    api = api_of(bo)
    first, again = api.post("tickets", BODY, headers=KEY), api.post("tickets", BODY, headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert (first.has_header("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (False, "true")
    assert Ticket.objects.count() == 1


def test_the_order_of_keys_makes_no_other_request(api_of, bo):
    api = api_of(bo)
    api.post("tickets", BODY, headers=KEY)
    assert api.post("tickets", dict(reversed(BODY.items())), headers=KEY).status_code == 201
    assert Ticket.objects.count() == 1


def test_the_same_key_for_another_request_is_a_422(api_of, bo, a_ticket):
    api, number = api_of(bo), a_ticket().number
    api.post("tickets", BODY, headers=KEY)
    other_body = api.post("tickets", {**BODY, "subject": "Another"}, headers=KEY)
    other_path = api.post(f"tickets/{number}/messages", {"kind": "note", "text": "x"}, headers=KEY)
    assert (other_body.status_code, other_path.status_code) == (422, 422)
    assert other_body.json()["type"] == "urn:helpdesk:problem:idempotency-key-reused"


def test_a_refused_request_may_be_corrected_under_its_key(api_of, bo):
    api = api_of(bo)
    assert api.post("tickets", {**BODY, "priority": "huge"}, headers=KEY).status_code == 400
    assert api.post("tickets", BODY, headers=KEY).status_code == 201
    assert Ticket.objects.count() == 1


def test_keys_of_two_tokens_have_nothing_to_do_with_each_other(api_of, bo, ada, gus):
    for agent in (bo, bo, ada, gus):
        assert api_of(agent).post("tickets", BODY, headers=KEY).status_code == 201
    assert Ticket.objects.count() == 3


def test_a_key_is_good_for_a_day(api_of, bo, monday_morning):
    api = api_of(bo)
    for hours in (0, 23.9, 24, 47.9):
        with clock.at(monday_morning + timedelta(hours=hours)):
            api.post("tickets", BODY, headers=KEY)
    assert Ticket.objects.count() == 2


def test_an_upload_is_the_same_whatever_its_boundary(api_of, bo, a_ticket):
    api, path = api_of(bo), f"tickets/{a_ticket().number}/messages"

    def upload(content):
        file = SimpleUploadedFile("log.txt", content, content_type="text/plain")
        return api.upload(path, {"kind": "note", "text": "The log", "attachments": file}, headers=KEY)

    assert [upload(b"one").status_code, upload(b"one").status_code, upload(b"two").status_code] == [201, 201, 422]
    assert Message.objects.filter(kind="note").get().attachments.get().size_bytes == 3


def test_a_key_must_be_one(api_of, bo):
    for key in ("", "x" * 256, "über"):
        response = api_of(bo).post("tickets", BODY, headers={"Idempotency-Key": key})
        assert fields_named(response) == {"Idempotency-Key"}


def test_five_at_once_have_one_effect_and_one_answer(committed_db):
    """R6, for every POST there is; the history counts the effects."""
    # given
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        mia = Agent.objects.get(name="Mia")
        section = Section.objects.in_order().first().pk
    posts = [
        ("tickets", BODY, "ticket.opened"),
        ("tickets/1/messages", {"kind": "reply", "text": "Hello"}, "message.sent"),
        ("contacts", {"name": "Zoe", "addresses": ["zoe@other.test"]}, "contact.made"),
        ("organizations", {"name": "Initech"}, "organization.made"),
        ("articles", {"title": "How", "body": "So", "section": section}, "article.drafted"),
    ]
    secret = a_token(mia)
    for path, body, kind in posts:
        before = happened(acme, kind)
        # when
        answers = at_once(
            5, lambda path=path, body=body: Api(mia, secret=secret).post(path, body, headers=key_of(path))
        )
        # then
        assert {answer.status_code for answer in answers} == {201}, path
        assert len({answer.content for answer in answers}) == 1
        assert sum(answer.has_header("Idempotent-Replayed") for answer in answers) == 4
        assert happened(acme, kind) == before + 1


def key_of(path: str) -> dict:
    return {"Idempotency-Key": f"key of {path}"}


def at_once(times: int, call) -> list:
    """What `call` answers in so many threads that start at the same instant."""
    start, answers = threading.Barrier(times), []

    def run():
        try:
            start.wait()
            answers.append(call())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return answers


def happened(tenant, kind: str) -> int:
    with use_tenant(tenant):
        return Event.objects.filter(kind=kind).count()


def test_old_answers_are_forgotten(committed_db):
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        api = Api(Agent.objects.get(name="Bo"))
        with clock.move_by(timedelta(hours=-25)):
            api.post("tickets", BODY, headers=KEY)
        api.post("tickets", BODY, headers={"Idempotency-Key": "young"})
    forget_old_keys()
    with use_tenant(acme):
        assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]
