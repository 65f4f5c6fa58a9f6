"""What happens to a ticket from its opening to its end."""

import pytest

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tickets import conversation, lifecycle
from tickets.conversation import Words
from tickets.models import StatusCategory


def test_resolving_twice_is_one_event(a_ticket, ada):
    ticket = a_ticket()
    lifecycle.resolve(ticket, by=Actor.agent(ada))
    lifecycle.resolve(ticket, by=Actor.agent(ada))
    assert Event.objects.filter(kind="ticket.resolved").count() == 1


def test_a_reply_takes_a_new_ticket_up(a_ticket, bo):
    ticket = a_ticket()
    conversation.reply(ticket, Words(text="Looking into it."), by=bo)
    ticket.refresh_from_db()
    assert ticket.status_category == StatusCategory.OPEN
    assert ticket.first_reply_at == ticket.last_agent_message_at


def test_a_customers_answer_reopens_a_solved_ticket(a_ticket, bo, grace):
    ticket = a_ticket()
    lifecycle.resolve(ticket, by=Actor.agent(bo))
    conversation.receive(ticket, grace, Words(text="Still broken."))
    ticket.refresh_from_db()
    assert (ticket.status_category, ticket.resolved_at, ticket.reopened_count) == (StatusCategory.OPEN, None, 1)


def test_a_closed_ticket_takes_no_more_messages(a_ticket, bo, grace):
    ticket = a_ticket()
    lifecycle.close(ticket, by=Actor.agent(bo))
    with pytest.raises(lifecycle.TicketClosed):
        conversation.receive(ticket, grace, Words(text="One more thing."))


def test_numbers_are_counted_within_each_company(a_ticket):
    assert [a_ticket().number, a_ticket().number] == [1, 2]


def test_spam_leaves_the_open_work_and_comes_back_as_it_was(a_ticket, bo):
    ticket = a_ticket()
    lifecycle.mark_spam(ticket, by=Actor.agent(bo))
    ticket.refresh_from_db()
    assert not ticket.is_open
    lifecycle.restore(ticket, by=Actor.agent(bo))
    ticket.refresh_from_db()
    assert ticket.is_open
    assert ticket.status_category == StatusCategory.NEW


def test_events_of_a_ticket_are_numbered_without_gaps(a_ticket, bo):
    ticket = a_ticket()
    conversation.reply(ticket, Words(text="Hello"), by=bo)
    ticket.refresh_from_db()
    numbers = list(Event.objects.about(ticket).in_order().values_list("seq", flat=True))
    assert numbers == list(range(1, ticket.version + 1))
