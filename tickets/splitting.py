"""One ticket about two things becomes two: a message, or all from it on, goes to a ticket of its own."""

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets import marks, opening, search
from tickets.events import TICKET_SPLIT
from tickets.locking import locked
from tickets.models import Message, StatusCategory, Ticket
from tickets.numbering import reference


class CannotSplit(ValueError):
    """The message stays where it is; the text says why."""


@transaction.atomic
def split(message: Message, subject: str, *, by: Agent, with_later: bool = False) -> Ticket:
    """Open a ticket with this message, and with `with_later` all that followed it, and return it.

    Its requester is who wrote the message; it stays with the team. A customer who waits for an answer to it goes on
    waiting there since the message came in (spec/sla.md §7). The ticket it leaves keeps its clocks. Raises CannotSplit.
    """
    ticket = locked(message.ticket)
    moving = _moving(ticket, message, with_later)
    actor = Actor.agent(by)
    new = opening.open_ticket(
        message.author_contact or ticket.requester,
        subject,
        by=actor,
        first_message_is_public=False,
        asked_at=_asked_at(ticket, message, moving),
        category_of_status=StatusCategory.OPEN,
        channel=ticket.channel,
        mailbox=ticket.mailbox,
        team=ticket.team,
        priority=ticket.priority,
        language=ticket.language,
        split_from=ticket,
    )
    Message.objects.filter(pk__in=[one.pk for one in moving]).update(ticket=new, origin=None)
    record(TICKET_SPLIT, marks.recount(ticket), by=actor, into=reference(new), into_id=new.pk, messages=len(moving))
    new = marks.recount(new)
    search.reindex_subject(new)
    return new


def _moving(ticket: Ticket, message: Message, with_later: bool) -> list[Message]:
    if not ticket.is_present:
        raise CannotSplit(_("%s is spam, deleted or merged: nothing is split off it.") % reference(ticket))
    said = list(Message.objects.filter(ticket=ticket).defer("search").in_order())
    if message.pk not in [one.pk for one in said]:
        raise CannotSplit(_("This message is not on %s any more.") % reference(ticket))
    place = [one.pk for one in said].index(message.pk)
    moving = said[place:] if with_later else [said[place]]
    if len(moving) == len(said):
        raise CannotSplit(_("That is all there is on %s: rename the ticket instead.") % reference(ticket))
    return moving


def _asked_at(ticket: Ticket, message: Message, moving: list[Message]):
    """When the customer's message that moves came in, if nobody has answered since; else None."""
    asked = next((one for one in moving if one.is_from_customer and not one.machine), None)
    if asked is None:
        return None
    answers = Message.objects.filter(ticket=ticket, kind=Message.Kind.AGENT, created_at__gte=asked.created_at)
    return None if answers.exists() else asked.created_at
