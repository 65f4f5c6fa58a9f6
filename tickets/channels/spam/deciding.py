"""An agent's word on spam: marked or released, and the sender listed with it in one step."""

from dataclasses import dataclass

from django.db import transaction

from helpdesk.events.actors import Actor
from tickets import lifecycle
from tickets.channels.spam import senders
from tickets.models import Message, RawMail, Ticket


@dataclass(frozen=True)
class Suspicion:
    """Why a ticket lies among the spam, for its page."""

    why: str
    signs: list[str]
    sender: str


@transaction.atomic
def take_for_spam(ticket: Ticket, *, by: Actor, blocks_sender: bool = False) -> Ticket:
    """Mark the ticket as spam and, where wanted, block whoever wrote it. Raises ValidationError for a mailbox of our
    own."""
    if blocks_sender and (address := sender_of(ticket)):
        senders.put(address, is_allowed=False, by=by)
    return lifecycle.mark_spam(ticket, by=by)


@transaction.atomic
def release(ticket: Ticket, *, by: Actor, allows_sender: bool = False) -> Ticket:
    """Bring the ticket back and, where wanted, always let its sender in from now on."""
    if allows_sender and (address := sender_of(ticket)):
        senders.let_in(address, by=by)
    return lifecycle.restore(ticket, by=by)


def sender_of(ticket: Ticket) -> str:
    """The address that the ticket's first mail came from, else the one its requester is written to."""
    first = _first(ticket)
    if first is not None and first.raw_id:
        sender = RawMail.objects.filter(pk=first.raw_id).values_list("sender", flat=True).first()
        # What a colleague forwarded came from the colleague.
        if sender and ticket.requester.addresses.filter(address=sender).exists():
            return sender
    return ticket.requester.primary_address


def suspicion_of(ticket: Ticket) -> Suspicion | None:
    """What the ticket's page says about it; None for a ticket that is no spam."""
    if not ticket.is_spam:
        return None
    first = _first(ticket)
    said = (first.verdict.get("spam") if first else None) or {}
    return Suspicion(said.get("why", "") if said.get("is_spam") else "", said.get("signs", [])[:6], sender_of(ticket))


def _first(ticket: Ticket) -> Message | None:
    return Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).in_order().first()
