"""Saying what a ticket is about and how urgent it is: priority, category, tags, the company's own fields, copies."""

from django.db import transaction

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets import fields, search
from tickets.events import (
    CATEGORY_CHANGED,
    FIELDS_CHANGED,
    KIND_CHANGED,
    PARTICIPANT_ADDED,
    PARTICIPANT_REMOVED,
    PRIORITY_CHANGED,
    SUBJECT_CHANGED,
    TAGS_CHANGED,
)
from tickets.locking import locked
from tickets.models import Category, Contact, Participant, Priority, Tag, Ticket, TicketTag


@transaction.atomic
def set_priority(ticket: Ticket, priority: int, *, by: Actor) -> Ticket:
    """Change the priority; the clocks follow within the same transaction. The same again changes nothing."""
    ticket = locked(ticket)
    if ticket.priority != priority:
        old, ticket.priority = ticket.priority_key, Priority(priority)
        ticket.save(update_fields=["priority"])
        record(PRIORITY_CHANGED, ticket, by=by, old=old, new=ticket.priority_key)
    return ticket


def raise_priority(ticket: Ticket, *, by: Actor, to: int | None = None) -> Ticket:
    """Raise by one step, or to `to`; never lowers."""
    ticket = locked(ticket)
    goal = to if to is not None else min(ticket.priority + 1, Priority.URGENT)
    return set_priority(ticket, goal, by=by) if goal > ticket.priority else ticket


@transaction.atomic
def set_category(ticket: Ticket, category: Category | None, *, by: Actor) -> Ticket:
    ticket = locked(ticket)
    if ticket.category_id != (category.pk if category else None):
        old = ticket.category.path if ticket.category_id else None
        ticket.category = category
        ticket.save(update_fields=["category"])
        record(CATEGORY_CHANGED, ticket, by=by, old=old, new=category.path if category else None)
    return ticket


@transaction.atomic
def set_kind(ticket: Ticket, kind: str, *, by: Actor) -> Ticket:
    """Say what type of request it is (question, incident: the company's own words). The same again changes nothing."""
    ticket = locked(ticket)
    if ticket.kind != kind:
        old, ticket.kind = ticket.kind, kind
        ticket.save(update_fields=["kind"])
        record(KIND_CHANGED, ticket, by=by, old=old or "–", new=kind or "–")
    return ticket


@transaction.atomic
def change_tags(ticket: Ticket, *, add=(), remove=(), by: Actor) -> Ticket:
    """Add and remove tags by name; names that do not exist yet are made. What changes nothing says nothing."""
    ticket = locked(ticket)
    has = set(ticket.ticket_tags.values_list("tag__name", flat=True))
    added = sorted({tag_name(name) for name in add} - has - {""})
    removed = sorted({tag_name(name) for name in remove} & has)
    for name in added:
        tag, _ = Tag.objects.get_or_create(name=name)
        TicketTag.objects.create(ticket=ticket, tag=tag)
    ticket.ticket_tags.filter(tag__name__in=removed).delete()
    if added or removed:
        record(
            TAGS_CHANGED,
            ticket,
            by=by,
            added=" ".join(f"+{name}" for name in added),
            removed=" ".join(f"−{name}" for name in removed),
        )
    return ticket


def tag_name(text: str) -> str:
    """The form tags are kept in: lower case, single spaces, at most 50 characters."""
    return " ".join(str(text).lower().replace("\0", "").split())[:50]


@transaction.atomic
def set_fields(ticket: Ticket, values: dict, *, by: Actor) -> Ticket:
    """Set some of the company's own fields; the others stay. Raises fields.FieldErrors and changes nothing then."""
    ticket = locked(ticket)
    before = ticket.custom_fields
    changed = fields.take_over(ticket, values)
    if changed:
        ticket.save(update_fields=["custom_fields"])
        record(
            FIELDS_CHANGED,
            ticket,
            by=by,
            labels=", ".join(field.label for field in changed),
            old={field.key: before.get(field.key) for field in changed},
            new={field.key: ticket.custom_fields.get(field.key) for field in changed},
        )
    return ticket


@transaction.atomic
def rename(ticket: Ticket, subject: str, *, by: Actor) -> Ticket:
    """Give the ticket another subject. An empty one is refused with ValueError."""
    ticket = locked(ticket)
    subject = " ".join(subject.split())[:300]
    if not subject:
        raise ValueError("a ticket needs a subject")
    if ticket.subject != subject:
        old, ticket.subject = ticket.subject, subject
        ticket.save(update_fields=["subject"])
        search.reindex_subject(ticket)
        record(SUBJECT_CHANGED, ticket, by=by, old=old, new=subject)
    return ticket


@transaction.atomic
def put_in_copy(ticket: Ticket, contact: Contact, *, by: Actor) -> None:
    """Add a contact who gets the public answers from now on. Twice changes nothing."""
    ticket = locked(ticket)
    if contact.pk == ticket.requester_id:
        return
    _, is_new = Participant.objects.get_or_create(ticket=ticket, contact=contact, defaults={"since": clock.now()})
    if is_new:
        record(PARTICIPANT_ADDED, ticket, by=by, name=contact.name, contact=contact.pk)


@transaction.atomic
def take_out_of_copy(ticket: Ticket, contact: Contact, *, by: Actor) -> None:
    ticket = locked(ticket)
    gone, _ = Participant.objects.filter(ticket=ticket, contact=contact).delete()
    if gone:
        record(PARTICIPANT_REMOVED, ticket, by=by, name=contact.name, contact=contact.pk)
