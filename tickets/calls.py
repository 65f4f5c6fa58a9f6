"""Phone calls: a human who answers one has answered the customer, a message on the machine waits like any other."""

from datetime import timedelta

from django.db import transaction

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets import assignment, conversation, lifecycle, opening
from tickets.conversation import Letter, Words, category_after_reply
from tickets.events import CALL_ANSWERED
from tickets.locking import locked
from tickets.models import Channel, Contact, Message, Priority, Status, Ticket

PHONE = Letter(channel=Channel.PHONE)


@transaction.atomic
def open_with(
    caller: Contact,
    subject: str,
    words: Words,
    *,
    by: Agent,
    spoken: bool,
    waited_seconds: int = 0,
    team: Team | None = None,
    priority: int = Priority.NORMAL,
    then: Status | None = None,
) -> Ticket:
    """Open a ticket for a call. What the agent wrote down is a note; who spoke with the caller has the ticket.

    The clocks count from when the caller began to wait: `waited_seconds` before somebody answered, or since the
    message was left (spec/sla.md §7).
    """
    actor, waited = Actor.agent(by), timedelta(seconds=waited_seconds)
    ticket = opening.open_ticket(
        caller,
        subject,
        by=actor,
        first_message_is_public=False,
        asked_at=clock.now() - waited if waited else None,
        channel=Channel.PHONE,
        team=team,
        priority=priority,
    )
    message = conversation.note(ticket, words, by=actor, author_agent=by, letter=PHONE)
    if spoken:
        _spoke(ticket, message, actor, then)
        ticket = assignment.assign(ticket, by, by=actor)
    else:
        _mark(locked(ticket), "last_customer_message_at")
    return ticket


@transaction.atomic
def log(ticket: Ticket, words: Words, *, by: Agent, spoken: bool, then: Status | None = None) -> Message:
    """Write a call down on a ticket: one that was answered answers the customer, a message left asks for an answer.

    Raises what `conversation.note` and `conversation.receive` raise, and TicketClosed.
    """
    if not spoken:
        return conversation.receive(ticket, ticket.requester, words, letter=PHONE)
    ticket = locked(ticket)
    lifecycle.require_lively(ticket)
    message = conversation.note(ticket, words, by=Actor.agent(by), author_agent=by, letter=PHONE)
    _spoke(ticket, message, Actor.agent(by), then)
    return message


def _spoke(ticket: Ticket, message: Message, actor: Actor, then: Status | None) -> None:
    ticket = locked(ticket)
    _mark(ticket, "last_customer_message_at", "last_agent_message_at")
    record(CALL_ANSWERED, ticket, by=actor, message=message.pk)
    if then is None and (after := category_after_reply(ticket.status_category)) != ticket.status_category:
        then = Status.objects.default_of(after)
    if then is not None:
        lifecycle.move_locked(ticket, then, by=actor)


def _mark(ticket: Ticket, *columns: str) -> None:
    """The columns lists sort and mark by; of two of the same instant the answer counts as the later."""
    for name in columns:
        setattr(ticket, name, clock.now())
    if "last_agent_message_at" in columns:
        ticket.first_reply_at = ticket.first_reply_at or clock.now()
    ticket.save(update_fields=[*columns, "first_reply_at"])
