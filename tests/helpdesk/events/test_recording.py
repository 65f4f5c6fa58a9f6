"""The history's numbers: each ticket's events are counted from one, without a gap, however they were written."""

from helpdesk.events.actors import Actor
from helpdesk.events.models import Delivery, Event
from helpdesk.events.recording import record, record_each
from tickets import conversation
from tickets.conversation import Words
from tickets.events import CATEGORY_CHANGED, MESSAGE_RECEIVED, MESSAGE_SENT, PRIORITY_CHANGED
from tickets.models import Ticket
from tickets.noticing import tell_owner_of_answer

SOMEBODY = Actor.system("a test")
MOVED = {"old": "normal", "new": "high"}


def test_a_ticket_is_born_with_its_first_two_events(a_ticket):
    ticket = a_ticket()
    assert [(e.seq, e.kind) for e in history(ticket)] == [(1, "ticket.opened"), (2, "message.received")]
    assert (ticket.version, ticket.last_event_at) == (2, ticket.created_at)


def test_events_of_many_tickets_are_counted_each_in_its_own_history(a_ticket):
    one, two = a_ticket(), a_ticket()
    record(PRIORITY_CHANGED, two, by=SOMEBODY, **MOVED)
    events = record_each(
        [(PRIORITY_CHANGED, two, MOVED), (PRIORITY_CHANGED, one, MOVED), (CATEGORY_CHANGED, two, MOVED)], by=SOMEBODY
    )
    assert [event.seq for event in events] == [4, 3, 5]
    assert [e.seq for e in history(one)] == [1, 2, 3]
    assert [e.seq for e in history(two)] == [1, 2, 3, 4, 5]
    assert [t.version for t in (one, two)] == [stored(one).version, stored(two).version] == [3, 5]


def test_each_of_many_events_is_told_to_those_who_asked(a_ticket):
    one, two = a_ticket(), a_ticket()
    before = Delivery.objects.count()
    by_itself = record(PRIORITY_CHANGED, one, by=SOMEBODY, **MOVED).deliveries.count()
    events = record_each([(PRIORITY_CHANGED, one, MOVED), (PRIORITY_CHANGED, two, MOVED)], by=SOMEBODY)
    assert [event.deliveries.count() for event in events] == [by_itself] * 2
    assert Delivery.objects.count() == before + 3 * by_itself


def test_an_event_costs_no_delivery_to_whoever_has_no_use_for_it(a_ticket, grace):
    # given a ticket, and an answer to it
    ticket = a_ticket()
    conversation.receive(ticket, grace, Words(text="And it still does."))
    # then its owner, who was told of the ticket, is told only of the answer
    first, answer = Event.objects.about(ticket).filter(kind=MESSAGE_RECEIVED.name).order_by("seq")
    name = f"{tell_owner_of_answer.__module__}.{tell_owner_of_answer.__qualname__}"
    assert not first.deliveries.filter(subscriber=name).exists()
    assert answer.deliveries.filter(subscriber=name).exists()


def test_nothing_happened_is_nothing_recorded(acme):
    assert record_each([], by=SOMEBODY) == []
    assert not Event.objects.filter(kind=MESSAGE_SENT.name).exists()


def history(ticket):
    return list(Event.objects.about(ticket).order_by("seq"))


def stored(ticket):
    return Ticket.objects.get(pk=ticket.pk)
