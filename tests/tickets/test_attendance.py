"""Colleagues at one ticket know of each other: who looks, who writes, whose answer is on its way."""

from datetime import timedelta

import pytest

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from tickets import assignment, attendance, conversation, lifecycle, merging, scheduling
from tickets.conversation import Words
from tickets.models import Draft, Message


@pytest.fixture
def ticket(a_ticket, ada, bo):
    ticket = a_ticket()
    for agent in (ada, bo):
        attendance.go(ticket, agent)
    return ticket


def press(desk, ticket, **form):
    return desk.post(f"/desk/tickets/{ticket.number}/messages/", form, headers={"HX-Request": "true"})


def newest(ticket):
    return Message.objects.filter(ticket=ticket).latest("pk").pk


def test_who_writes_is_told_apart_from_who_looks(ticket, ada, bo, mia):
    attendance.come(ticket, ada, "reply")
    attendance.come(ticket, mia, "look")
    seen = attendance.others(ticket, bo)
    assert (seen.replying, seen.looking, seen.noting) == (["Ada"], ["Mia"], [])
    assert attendance.others(ticket, ada).looking == ["Mia"]
    attendance.come(ticket, ada, "note")
    assert attendance.others(ticket, bo).noting == ["Ada"]
    attendance.go(ticket, ada)
    attendance.go(ticket, mia)
    assert not attendance.others(ticket, bo)


def test_whoever_is_alone_at_a_ticket_has_nobody_told(ticket, ada, bo, monkeypatch):
    told = []
    monkeypatch.setattr(attendance, "tell", told.append)
    attendance.come(ticket, ada, "look")
    attendance.go(ticket, ada)
    attendance.come(ticket, bo, "look")
    assert told == []
    attendance.come(ticket, ada, "look")
    attendance.go(ticket, ada)
    assert told == [ticket, ticket]


def test_who_is_not_heard_of_for_thirty_seconds_is_gone(ticket, ada, bo):
    attendance.come(ticket, ada, "reply")
    with clock.at(clock.now() + timedelta(seconds=29)):
        assert attendance.others(ticket, bo).replying == ["Ada"]
    with clock.at(clock.now() + timedelta(seconds=31)):
        assert not attendance.others(ticket, bo)


def test_the_page_tells_that_i_am_there_and_shows_who_else_is(ticket, client_of, ada, bo):
    here = f"/desk/tickets/{ticket.number}/attendance/"
    mine = client_of(ada).post(here, {"doing": "reply"})
    assert "is replying" not in mine.content.decode()
    assert "Ada is replying…" in client_of(bo).post(here, {"doing": "look"}).content.decode()
    assert "Bo is looking at this ticket." in client_of(ada).get(here).content.decode()
    client_of(ada).post(here, {"doing": ""})
    assert "Ada" not in client_of(bo).get(here).content.decode()


def test_an_answer_that_another_has_just_sent_stops_mine_once(ticket, desk, ada, bo):
    # given: Ada pressed send, and hers is held for the seconds in which she can take it back
    held = scheduling.hold(ticket, ada, scheduling.Said(Words.typed("Restart the proxy.")), 15)
    assert attendance.others(ticket, bo).sending == ["Ada"]
    form = {"kind": "reply", "text": "Which proxy?", "seen": newest(ticket)}
    # when
    stopped = press(desk, ticket, **form)
    # then: it says why and shows hers; the second press sends
    assert stopped.status_code == 409
    assert "Restart the proxy." in stopped.content.decode()
    assert "Which proxy?" in stopped.content.decode()
    assert not Message.objects.filter(ticket=ticket, kind="agent").exists()
    assert press(desk, ticket, **form, known=held.pk).status_code == 200
    assert Message.objects.filter(ticket=ticket, kind="agent").get().author_name == "Bo"


def test_what_stopped_an_answer_stands_above_it_in_full(ticket, desk, grace):
    form = {"kind": "reply", "text": "Please restart it.", "seen": newest(ticket)}
    long = "Never mind. " + "It works again since the proxy was restarted. " * 12 + "Thank you!"
    conversation.receive(ticket, grace, Words(text=long))
    page = press(desk, ticket, **form).content.decode()
    assert "Thank you!" in page
    assert page.index("Thank you!") < page.index("Please restart it.")


def test_a_ticket_that_was_merged_under_the_text_takes_the_text_along(ticket, a_ticket, desk, bo, ada):
    into = a_ticket(subject="The same again")
    merging.merge(ticket, into, by=ada)
    answer = press(desk, ticket, kind="reply", text="Please restart it.")
    assert (answer.status_code, answer["HX-Retarget"]) == (410, "#composer-says")
    assert f"/desk/tickets/{into.number}/" in answer.content.decode()
    assert Draft.objects.get(ticket=into, agent=bo).text == "Please restart it."
    # a draft that waits there already is not written over
    again = press(desk, ticket, kind="reply", text="Something else")
    assert "copy it" in again.content.decode()
    assert Draft.objects.get(ticket=into, agent=bo).text == "Please restart it."


def test_a_ticket_that_is_gone_says_so_and_leaves_the_text_where_it_is(ticket, desk, ada, bo):
    secret = Team.objects.create(name="Legal", is_restricted=True)
    assignment.hand_over(ticket, secret, by=Actor.agent(ada))
    answer = press(desk, ticket, kind="reply", text="Please restart it.")
    assert (answer.status_code, answer["HX-Retarget"]) == (410, "#composer-says")
    assert "copy it before you leave" in answer.content.decode()
    plain = desk.post(f"/desk/tickets/{ticket.number}/messages/", {"kind": "reply", "text": "Please restart it."})
    assert "Please restart it." in plain.content.decode()


def test_a_ticket_that_was_closed_meanwhile_refuses_in_words(ticket, desk, ada):
    lifecycle.resolve(ticket, by=Actor.agent(ada))
    lifecycle.close(ticket, by=Actor.agent(ada))
    answer = press(desk, ticket, kind="reply", text="Please restart it.", seen=newest(ticket))
    assert answer.status_code == 409
    assert "The ticket was closed meanwhile." in answer.content.decode()
    assert "Please restart it." in answer.content.decode()
