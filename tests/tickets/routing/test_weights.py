"""What an agent carries is a weighted sum: a chat fills more of a limit than a mail, and heavy ones have their turn."""

import pytest

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tickets import lifecycle
from tickets.models import ChannelWeight, RoutingDecision
from tickets.routing import staff, waiting, weights
from tickets.routing.next import route

TEST = Actor.system("test")


@pytest.fixture
def only_bo(acme, bo) -> Team:
    weights.set_all({"chat": 3, "phone": 5, "email": 1}, by=TEST)
    Agent.objects.exclude(pk=bo.pk).update(is_on_duty=False)
    Team.objects.update(most_open_tickets=5)
    return Team.objects.get(is_default=True)


def test_the_limit_is_kept_in_weights(a_ticket, only_bo, bo):
    assert route(a_ticket(channel="chat")) == bo
    assert route(a_ticket(channel="chat")) is None
    assert route(a_ticket()) is None  # the waiting chat came first: nobody uses up its room
    _given, chat, mail = RoutingDecision.objects.order_by("id")
    assert (reason_of(bo, chat), chat.asked["weight"]) == (("full", 3, 5), 3)
    assert reason_of(bo, mail) == ("saved", 3, 5)


def reason_of(agent, decision) -> tuple:
    row = next(row for row in decision.candidates if row["agent"] == agent.pk)
    return row["why"], row["load"], row["limit"]


def test_a_heavy_ticket_gets_the_room_that_light_ones_leave(a_ticket, only_bo, bo):
    mails = [a_ticket() for _ in range(3)]
    assert [route(mail) for mail in mails] == [bo] * 3
    phone, later = a_ticket(channel="phone"), a_ticket()
    assert (route(phone), route(later)) == (None, None)
    for mail in mails:
        lifecycle.resolve(mail, by=Actor.agent(bo))
        waiting.drain(only_bo)
    phone.refresh_from_db()
    assert (phone.assignee, staff.load_of_each([bo.pk])) == (bo, {bo.pk: 5})


def test_what_weighs_more_than_a_limit_goes_to_somebody_with_nothing_in_hand(a_ticket, only_bo, bo):
    Agent.objects.filter(pk=bo.pk).update(most_open_tickets=2)
    assert route(a_ticket(channel="phone")) == bo
    assert route(a_ticket()) is None


def test_weights_are_kept_with_an_entry_in_the_log_and_1_is_no_row(only_bo):
    weights.set_all({"chat": 4, "phone": 1}, by=TEST)
    weights.set_all({"chat": 4}, by=TEST)
    assert list(ChannelWeight.objects.values_list("channel", "weight")) == [("chat", 4)]
    told = Event.objects.filter(kind="setting.changed").order_by("id").values_list("data__changes", flat=True)
    assert list(told) == ["Chat: 1 → 3; Phone: 1 → 5", "Chat: 3 → 4; Phone: 5 → 1"]
