"""An agent's answer as it leaves the composer: who is put in copy, to whom it goes, with what status."""

from collections.abc import Iterable

from django.db import transaction

from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from tickets import contacts, conversation, triage
from tickets.conversation import Letter, Words
from tickets.models import Message, Status, Ticket


@transaction.atomic
def answer(
    ticket: Ticket,
    words: Words,
    *,
    by: Agent,
    copies: Iterable[str] = (),
    attachments=(),
    then: Status | None = None,
) -> Message:
    """Put the addresses in copy and answer the customer and them. Raises what `conversation.reply` raises."""
    copies = list(copies)
    for address in copies:
        triage.put_in_copy(ticket, contacts.find_or_make(address), by=Actor.agent(by))
    requester = ticket.requester.primary_address
    letter = Letter(
        channel="email" if requester else ticket.channel,
        to=[{"name": ticket.requester.name, "address": requester}] if requester else [],
        cc=[{"name": "", "address": address} for address in copies],
    )
    return conversation.reply(ticket, words, by=by, letter=letter, attachments=attachments, then=then)
