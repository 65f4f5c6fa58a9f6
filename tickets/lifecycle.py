"""A ticket's way through its statuses to its end."""

from django.db import transaction

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from tickets import checklists, fields
from tickets.events import (
    MARKED_SPAM,
    RESTORED,
    STATUS_CHANGED,
    TICKET_CLOSED,
    TICKET_REOPENED,
    TICKET_RESOLVED,
)
from tickets.locking import locked
from tickets.models import Status, StatusCategory, Ticket
from tickets.models.status import UNRESOLVED


class TicketClosed(Exception):
    """A closed ticket never changes its status again; what comes later is a follow-up ticket."""


class TicketMerged(TicketClosed):
    """A ticket that ended in another one is worked on there."""


@transaction.atomic
def set_status(ticket: Ticket, status: Status, *, by: Actor, automatic: bool = False) -> Ticket:
    """Give the ticket a status; entering and leaving the resolved ones is resolving and reopening.

    Setting the status it has changes nothing. Raises TicketClosed for a closed ticket, and fields.MissingFields where
    one that must be filled before solving is empty, or an item of a required checklist is open.
    """
    return move_locked(locked(ticket), status, by=by, automatic=automatic)


def move_locked(ticket: Ticket, status: Status, *, by: Actor, automatic: bool = False, merged: bool = False) -> Ticket:
    """The same for a ticket as `locked` returned it, in an action that does more with it.

    `merged` says that another ticket's wait moves it: figures do not count that as reopened.
    """
    if ticket.status_id == status.pk:
        return ticket
    if not automatic or ticket.is_closed:  # time closes a solved ticket that was merged away, like any
        require_lively(ticket)
    if status.category in (StatusCategory.RESOLVED, StatusCategory.CLOSED) and by.is_agent:
        fields.require_for_resolving(ticket)
        checklists.require_for_resolving(ticket)
    old, old_category, was_resolved = ticket.status.name, ticket.status_category, ticket.is_resolved
    _move(ticket, status)
    record(
        _kind_of_move(was_resolved, status.category),
        ticket,
        by=by,
        old=old,
        new=status.name,
        old_category=old_category,
        category=status.category,
        automatic=automatic,
        merged=merged,
    )
    return ticket


def require_lively(ticket: Ticket) -> None:
    """Raise TicketClosed for a ticket that ended for good, TicketMerged for one that goes on in another."""
    require_unmerged(ticket)
    if ticket.is_closed:
        raise TicketClosed


def require_unmerged(ticket: Ticket) -> None:
    """Raise TicketMerged for a ticket that goes on in another: nobody looks at this one any more."""
    if ticket.merged_into_id:
        raise TicketMerged


def resolve(ticket: Ticket, *, by: Actor, automatic: bool = False) -> Ticket:
    """Mark the ticket solved. Solving it twice changes nothing. Raises TicketClosed."""
    if ticket.is_resolved and locked(ticket).is_resolved:
        return ticket
    return set_status(ticket, Status.objects.default_of(StatusCategory.RESOLVED), by=by, automatic=automatic)


def reopen(ticket: Ticket, *, by: Actor) -> Ticket:
    """Take a solved ticket up again. An open one stays as it is. Raises TicketClosed."""
    if not ticket.is_resolved and not locked(ticket).is_resolved:
        return ticket
    return set_status(ticket, Status.objects.default_of(StatusCategory.OPEN), by=by)


def close(ticket: Ticket, *, by: Actor, automatic: bool = False) -> Ticket:
    """End the ticket for good: a later message opens a follow-up. Closing it twice changes nothing."""
    if ticket.is_closed:
        return ticket
    return set_status(ticket, Status.objects.default_of(StatusCategory.CLOSED), by=by, automatic=automatic)


@transaction.atomic
def mark_spam(ticket: Ticket, *, by: Actor) -> Ticket:
    """Take the ticket out of all work and all figures, until it is restored. Twice changes nothing."""
    ticket = locked(ticket)
    if not ticket.is_spam:
        ticket.is_spam = True
        ticket.is_open = False
        ticket.save(update_fields=["is_spam", "is_open"])
        record(MARKED_SPAM, ticket, by=by, category=ticket.status_category)
    return ticket


@transaction.atomic
def restore(ticket: Ticket, *, by: Actor) -> Ticket:
    """Bring a ticket back from spam as it was. One that is no spam stays as it is."""
    ticket = locked(ticket)
    if ticket.is_spam:
        ticket.is_spam = False
        ticket.is_open = is_open(ticket)
        ticket.save(update_fields=["is_spam", "is_open"])
        record(RESTORED, ticket, by=by, category=ticket.status_category, is_new=_was_never_seen(ticket))
    return ticket


def _was_never_seen(ticket: Ticket) -> bool:
    """Whether it was spam from its first moment on, so that nothing has been done for it yet."""
    happened = Event.objects.about(ticket)
    from_birth = happened.filter(kind=MARKED_SPAM.name, actor_kind="system", occurred_at=ticket.created_at)
    return from_birth.exists() and not happened.filter(kind=RESTORED.name).exists()


def _move(ticket: Ticket, status: Status):
    now = clock.now()
    was_resolved = ticket.is_resolved
    ticket.status, ticket.status_category = status, status.category
    if ticket.is_resolved:
        ticket.resolved_at = ticket.resolved_at if was_resolved else now
    else:
        ticket.resolved_at = None
        ticket.reopened_count += was_resolved
    ticket.closed_at = now if ticket.is_closed else None
    ticket.is_open = is_open(ticket)
    ticket.save(update_fields=["status", "status_category", "resolved_at", "closed_at", "reopened_count", "is_open"])


def _kind_of_move(was_resolved: bool, category: str):
    if category == StatusCategory.CLOSED:
        return TICKET_CLOSED
    if category == StatusCategory.RESOLVED:
        return TICKET_RESOLVED if not was_resolved else STATUS_CHANGED
    return TICKET_REOPENED if was_resolved else STATUS_CHANGED


def is_open(ticket: Ticket) -> bool:
    """Whether there is work to do on it, as its other columns say."""
    return ticket.is_present and ticket.status_category in UNRESOLVED
