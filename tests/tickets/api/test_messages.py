"""What is said by API goes the same way as what is said at the desk."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tests.api import fields_named
from tests.pictures import a_picture
from tickets import conversation, lifecycle
from tickets.conversation import Words
from tickets.models import Attachment, Message, Ticket

PNG = a_picture("PNG")


def test_a_reply_answers_and_sets_the_status(api_of, bo, a_ticket):
    ticket = a_ticket()
    response = api_of(bo).post(
        f"tickets/{ticket.number}/messages", {"kind": "reply", "text": "Please try again.", "status": "pending"}
    )
    ticket.refresh_from_db()
    assert (response.status_code, response.json()["author"]) == (201, {"kind": "agent", "id": bo.pk, "name": "Bo"})
    assert (ticket.status_category, ticket.first_reply_at is not None) == ("pending", True)
    assert Event.objects.filter(kind="message.sent").count() == 1


def test_a_note_answers_nobody(api_of, lin, a_ticket):
    ticket = a_ticket()
    api_of(lin).post(f"tickets/{ticket.number}/messages", {"kind": "note", "html": "<p>I <i>know</i> this</p>"})
    ticket.refresh_from_db()
    assert (ticket.status_category, ticket.first_reply_at) == ("new", None)
    note = Message.objects.get(kind="note")
    assert (note.text, note.channel) == ("I know this", "api")


def test_what_the_requester_said_elsewhere_reopens_a_solved_ticket(api_of, bo, grace, a_ticket):
    ticket = a_ticket()
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    response = api_of(bo).post(f"tickets/{ticket.number}/messages", {"kind": "customer", "text": "Still broken."})
    ticket.refresh_from_db()
    assert response.json()["author"] == {"kind": "contact", "id": grace.pk, "name": "Grace Hopper"}
    assert ticket.status_category == "open"


def test_a_closed_ticket_takes_no_reply(api_of, bo, a_ticket):
    ticket = a_ticket()
    lifecycle.close(ticket, by=Actor.agent(bo))
    path = f"tickets/{ticket.number}/messages"
    for kind, status in (("reply", 409), ("customer", 409), ("note", 201)):
        assert api_of(bo).post(path, {"kind": kind, "text": "x"}).status_code == status


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("kind", {"text": "x"}),
        ("kind", {"kind": "agent", "text": "x"}),
        ("text", {"kind": "reply"}),
        ("text", {"kind": "customer", "text": " "}),
        ("status", {"kind": "note", "text": "x", "status": "open"}),
        (None, {"kind": "note", "text": "x", "html": "<p>x</p>"}),
        ("attachments.0", {"kind": "note", "text": "x", "attachments": ["x"]}),
        ("author", {"kind": "note", "text": "x", "author": 1}),
        ("created_at", {"kind": "note", "text": "x", "created_at": "2020-01-01T00:00:00Z"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_said(api_of, bo, a_ticket, field, body):
    response = api_of(bo).post(f"tickets/{a_ticket().number}/messages", body)
    named = {(name or "").partition(".0")[0] or None for name in fields_named(response)}
    assert (response.status_code, named) == (400, {field and field.partition(".0")[0]})
    assert Message.objects.count() == 1


def test_files_go_with_the_words_and_come_back_as_they_were(api_of, bo, a_ticket):
    # given
    api, path = api_of(bo), f"tickets/{a_ticket().number}/messages"
    picture = SimpleUploadedFile("../../shot.html", PNG, content_type="text/html")
    log = SimpleUploadedFile("log.txt", b"one line", content_type="text/plain")
    # when
    shown = api.upload(path, {"kind": "reply", "text": "See here", "attachments": [picture, log]}).json()
    # then
    assert [(file["filename"], file["content_type"], file["size_bytes"]) for file in shown["attachments"]] == [
        ("shot.html", "image/png", len(PNG)),
        ("log.txt", "text/plain", 8),
    ]
    file = api.get(shown["attachments"][0]["url"])
    assert b"".join(file.streaming_content) == PNG
    assert file["Content-Disposition"].startswith("attachment")
    assert (file["X-Content-Type-Options"], "sandbox" in file["Content-Security-Policy"]) == ("nosniff", True)
    assert Attachment.objects.first().sha256 == hashlib.sha256(PNG).hexdigest()


def test_a_file_alone_says_enough(api_of, bo, a_ticket):
    log = SimpleUploadedFile("log.txt", b"one line", content_type="text/plain")
    response = api_of(bo).upload(f"tickets/{a_ticket().number}/messages", {"kind": "note", "attachments": log})
    assert response.status_code == 201


def test_a_file_is_seen_by_those_who_see_its_ticket(api_of, bo, ada, mia, gus, a_ticket):
    # given
    team = Team.objects.create(name="People", is_restricted=True)
    team.memberships.create(agent=mia)
    ticket = a_ticket()
    log = SimpleUploadedFile("log.txt", b"one line", content_type="text/plain")
    api_of(bo).upload(f"tickets/{ticket.number}/messages", {"kind": "note", "attachments": log})
    path = f"attachments/{Attachment.objects.get().pk}"
    # then
    assert [api_of(agent).get(path).status_code for agent in (bo, ada, gus)] == [200, 200, 404]
    Ticket.objects.update(team=team)
    assert [api_of(agent).get(path).status_code for agent in (mia, bo, ada)] == [200, 404, 404]


def test_messages_are_told_from_the_first_on(api_of, bo, a_ticket):
    ticket = a_ticket(text="One")
    conversation.reply(ticket, Words(text="Two"), by=bo)
    conversation.note(ticket, Words(text="Three"), by=Actor.agent(bo), author_agent=bo)
    api, path = api_of(bo), f"tickets/{ticket.number}/messages"
    assert [(row["kind"], row["text"]) for row in api.get(path).json()["results"]] == [
        ("customer", "One"),
        ("reply", "Two"),
        ("note", "Three"),
    ]
    assert [row["text"] for row in api.get(path, kind="reply,note").json()["results"]] == ["Two", "Three"]
    assert api.get(path, order="-created").json()["results"][0]["text"] == "Three"
