"""Sending later from the composer."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.tenancy import directory
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from tickets import checklists, scheduling
from tickets.models import Draft, Field, Message, Status


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def post(desk, ticket, **more):
    seen = Message.objects.filter(ticket=ticket).latest("id").pk
    form = {"kind": "reply", "text": "It is mended.", "seen": seen} | more
    return desk.post(f"/desk/tickets/{ticket.number}/messages/", form, follow=True)


def test_an_offered_moment_is_taken_and_the_ticket_says_so(desk, a_ticket, monday_morning):
    ticket = a_ticket()
    page = desk.get(f"/desk/tickets/{ticket.number}/").content.decode()
    offered = re.findall(r'name="send_at" value="([^"]+)"', page)
    assert offered == ["2026-06-01T11:00:00+02:00", "2026-06-02T09:00:00+02:00", "2026-06-08T09:00:00+02:00"]
    shown = text(post(desk, ticket, send_at=offered[1]))
    assert "Your answer goes out" in shown
    assert "Bo scheduled an answer for 2026-06-02 09:00" in shown
    assert Draft.objects.get().send_at.isoformat() == "2026-06-02T07:00:00+00:00"
    assert not Message.objects.filter(kind="agent").exists()


def test_an_own_moment_is_read_in_the_agents_time_zone(desk, a_ticket, monday_morning):
    ticket = a_ticket()
    post(desk, ticket, send_at="", send_moment="2026-06-03T14:30")
    assert Draft.objects.get().send_at.isoformat() == "2026-06-03T12:30:00+00:00"


@pytest.mark.parametrize(
    ("moment", "says"),
    [("", "Say when"), ("soon", "Say when"), ("2026-05-01T09:00", "passed"), ("9999-01-01T00:00", "within")],
)
def test_a_wrong_moment_is_refused_and_the_text_stays(desk, a_ticket, monday_morning, moment, says):
    answer = post(desk, a_ticket(), send_at="", send_moment=moment)
    assert answer.status_code == 422
    assert says in text(answer)
    assert "It is mended." in text(answer)


def test_taken_back_it_stands_in_the_composer_again(desk, a_ticket, monday_morning):
    ticket = a_ticket()
    post(desk, ticket, send_at=(timezone.localtime(clock.now()) + timedelta(hours=1)).isoformat())
    page = desk.post(f"/desk/tickets/{ticket.number}/schedule/", follow=True)
    assert "Your answer goes out" not in text(page)
    assert "It is mended." in text(page)
    assert desk.post(f"/desk/tickets/{ticket.number}/schedule/").status_code == 404


def test_a_tab_that_knows_nothing_of_it_puts_no_other_answer_in_its_place(desk, a_ticket, monday_morning):
    ticket = a_ticket()
    in_an_hour = (timezone.localtime(clock.now()) + timedelta(hours=1)).isoformat()
    post(desk, ticket, text="The long answer.", send_at=in_an_hour)
    for more in ({}, {"send_at": in_an_hour}):
        refused = post(desk, ticket, text="A quick one.", **more)
        assert refused.status_code == 409
        assert "A quick one." in text(refused)
    assert post(desk, ticket, text="The long answer.", send_at=in_an_hour).status_code == 200  # pressed twice
    kept = Draft.objects.get()
    assert (kept.text, kept.send_at.isoformat()) == ("The long answer.", "2026-06-01T09:00:00+00:00")
    assert not Message.objects.filter(kind="agent").exists()


def test_while_it_waits_notes_can_be_written(desk, a_ticket, monday_morning):
    ticket = a_ticket()
    post(desk, ticket, send_at=(timezone.localtime(clock.now()) + timedelta(hours=1)).isoformat())
    shown = text(post(desk, ticket, kind="note", text="Called them."))
    assert "Called them." in shown
    assert "Your answer goes out" in shown


@pytest.fixture
def with_undo(acme):
    """Acme lets its agents take an answer back for ten seconds."""
    acme.undo_send_seconds = 10
    acme.save()
    directory.forget()
    with use_tenant(Tenant.objects.get(pk=acme.pk)):
        yield


def test_what_was_just_sent_is_shown_and_taken_back_whole(with_undo, desk, a_ticket):
    ticket = a_ticket()
    file = SimpleUploadedFile("plan.txt", b"the plan")
    shown = text(post(desk, ticket, cc="ruth@lighthouse.test", files=file))
    assert "Leaves in 10 seconds" in shown
    assert not Message.objects.filter(kind="agent").exists()
    page = desk.post(f"/desk/tickets/{ticket.number}/schedule/", follow=True).content.decode()
    assert "It is mended." in page
    assert "ruth@lighthouse.test" in page
    assert "plan.txt" in page
    assert "Leaves in" not in page


def test_the_composer_is_back_once_it_left(with_undo, desk, a_ticket):
    ticket = a_ticket()
    post(desk, ticket)
    held = f"/desk/tickets/{ticket.number}/news/?held"
    assert "hx-target='#composer" not in desk.get(held, headers={"HX-Request": "true"}).content.decode()
    with clock.move_by(timedelta(minutes=1)):
        scheduling.send_due([Draft.objects.get().pk])
    news = desk.get(held, headers={"HX-Request": "true"}).content.decode()
    assert f"hx-target='#context-panels[hx-get^=\"/desk/tickets/{ticket.number}/\"]'" in news
    assert f"hx-target='#composer[action^=\"/desk/tickets/{ticket.number}/\"]'" in news
    assert "Leaves in" not in news
    assert desk.post(f"/desk/tickets/{ticket.number}/schedule/").status_code == 404


def test_another_answer_does_not_take_the_place_of_one_that_is_leaving(with_undo, desk, a_ticket):
    ticket = a_ticket()
    post(desk, ticket)
    into_the_page = {"headers": {"HX-Request": "true"}}
    seen = Message.objects.filter(ticket=ticket).latest("id").pk
    other = {"kind": "reply", "text": "Something else.", "seen": seen}
    refused = desk.post(f"/desk/tickets/{ticket.number}/messages/", other, **into_the_page)
    assert (refused.status_code, refused["HX-Retarget"]) == (409, "#composer-says")
    again = desk.post(f"/desk/tickets/{ticket.number}/messages/", other | {"text": "It is mended."}, **into_the_page)
    assert again.status_code == 200
    assert Draft.objects.get(send_at__isnull=False).text == "It is mended."


def test_open_items_of_a_required_checklist_are_said_at_once_too(with_undo, desk, a_ticket, bo):
    ticket, values = a_ticket(), {"name": "Refund", "items": ["Ask the bank"], "is_required": True}
    checklists.add(ticket, checklists.make(values, by=Actor.agent(bo)), by=Actor.agent(bo))
    answer = post(desk, ticket, then=Status.objects.default_of("resolved").pk)
    assert answer.status_code == 422
    assert "“Ask the bank” of the checklist “Refund” is still open" in text(answer)
    assert not Draft.objects.filter(send_at__isnull=False).exists()


def test_what_would_hold_it_back_later_is_said_at_once(with_undo, desk, a_ticket):
    Field.objects.create(key="version", label="Version", kind="text", is_required_to_resolve=True)
    answer = post(desk, a_ticket(), then=Status.objects.default_of("resolved").pk)
    assert answer.status_code == 422
    assert "must be filled" in text(answer)
    assert not Draft.objects.filter(send_at__isnull=False).exists()
