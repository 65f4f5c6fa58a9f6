"""Sending later from the composer."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.base import clock
from tickets.models import Draft, Message


@pytest.fixture
def desk(client_of, bo):
    return client_of(bo)


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


def test_while_it_waits_notes_can_be_written(desk, a_ticket, monday_morning):
    ticket = a_ticket()
    post(desk, ticket, send_at=(timezone.localtime(clock.now()) + timedelta(hours=1)).isoformat())
    shown = text(post(desk, ticket, kind="note", text="Called them."))
    assert "Called them." in shown
    assert "Your answer goes out" in shown
