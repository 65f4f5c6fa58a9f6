"""An agent's answer as it leaves the composer: who is put in copy, to whom it goes, with what status."""

from collections.abc import Iterable

from django.db import transaction

from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from tickets import contacts, conversation, recipients, triage
from tickets.conversation import Letter, Words
from tickets.models import Contact, Message, Status, Ticket


@transaction.atomic
def answer(
    ticket: Ticket,
    words: Words,
    *,
    by: Agent,
    copies: Iterable[str] | None = None,
    blind: Iterable[str] = (),
    attachments=(),
    then: Status | None = None,
) -> Message:
    """Answer the customer and `copies`, who are in copy of the ticket from now on, and nobody else is; None leaves that
    as it is. `blind` get this one answer, unseen by all others. Raises what `conversation.reply` raises.
    """
    requester = ticket.requester.primary_address
    if copies is not None:
        _set_copies(ticket, list(copies), Actor.agent(by))
    seen = {requester} if copies is None else {requester, *copies}
    letter = Letter(
        channel="email" if requester else ticket.channel,
        to=[{"name": ticket.requester.name, "address": requester}] if requester else [],
        cc=None if copies is None else [{"name": "", "address": address} for address in copies],
        bcc=[{"name": "", "address": address} for address in blind if address not in seen],
    )
    return conversation.reply(ticket, words, by=by, letter=letter, attachments=attachments, then=then)


def _set_copies(ticket: Ticket, addresses: list[str], by: Actor) -> None:
    wanted = [contacts.find_or_make(address) for address in addresses]
    for contact in wanted:
        triage.put_in_copy(ticket, contact, by=by)
    # One without an address (who only ever used the portal) is not named in a composer, so it was not taken out there.
    named = {row["address"] for row in recipients.people_of(ticket)[1]} - set(addresses)
    left = Contact.objects.filter(participations__ticket=ticket, addresses__address__in=named)
    for contact in left.exclude(pk__in=[one.pk for one in wanted]).distinct():
        triage.take_out_of_copy(ticket, contact, by=by)
