"""A ticket whose sender claimed to belong to another one: by its number, or by mail that was not theirs to answer.

It stands apart until an agent joins the two (merging) or says that they have nothing to do with each other.
"""

from dataclasses import dataclass

from django.db import transaction

from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets.events import CLAIM_DISMISSED
from tickets.locking import locked
from tickets.models import Ticket
from tickets.numbering import reference


@dataclass(frozen=True)
class Claim:
    """The ticket it may belong to, as far as an agent may know of it."""

    number: int
    reference: str
    subject: str


def of(ticket: Ticket, agent: Agent) -> Claim | None:
    """Return what the ticket may belong to; None when nothing, when that is gone, or not for this agent to see."""
    if not ticket.claims_ticket_id or ticket.merged_into_id:
        return None
    other = Ticket.objects.visible_to(agent).filter(pk=ticket.claims_ticket_id, deleted_at=None).first()
    return Claim(other.number, reference(other), other.subject) if other else None


@transaction.atomic
def dismiss(ticket: Ticket, *, by: Actor) -> Ticket:
    """Say that the ticket does not belong to the one it claims. A ticket that claims none stays as it is."""
    ticket = locked(ticket)
    if ticket.claims_ticket_id:
        other = ticket.claims_ticket
        ticket.claims_ticket = None
        ticket.save(update_fields=["claims_ticket"])
        record(CLAIM_DISMISSED, ticket, by=by, other=reference(other), other_id=other.pk)
    return ticket
