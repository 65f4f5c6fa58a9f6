"""Two contacts turn out to be one person: one contact with all the addresses. For a day it can be undone.

Tickets, addresses, copies and notes go to the contact that stays, and each remembers whence it came. What is said after
the merge is said to the one person, and stays there when the merge is undone.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record, record_each
from tickets import customer_merging
from tickets.customer_merging import both_locked, joined, require_mergeable, require_undoable
from tickets.events import (
    CONTACT_GAVE_BACK,
    CONTACT_MERGE_UNDONE,
    CONTACT_MERGED,
    CONTACT_TOOK_OVER,
    REQUESTER_CHANGED,
)
from tickets.models import (
    Contact,
    ContactAddress,
    ContactMerge,
    ContactSession,
    Message,
    Participant,
    RecurringTicket,
    Ticket,
)

MOST_ALIKE = 5
_TAKEN_WHERE_EMPTY = ("language", "time_zone", "phone", "segment", "organization_id")


@dataclass(frozen=True)
class Preview:
    """What a merge would do, before it does it. Tickets are those the agent sees."""

    tickets: int
    addresses: list[str]
    filled: list[str]
    #: they are of different organisations: the contact that stays keeps its own
    other_organization: str


def preview(one: Contact, into: Contact, agent: Agent) -> Preview:
    """Say what merging would do. Raises CannotMerge where it is refused. Changes nothing."""
    require_mergeable(one, into)
    differs = one.organization_id and into.organization_id and one.organization_id != into.organization_id
    return Preview(
        tickets=Ticket.objects.visible_to(agent).filter(requester=one).count(),
        addresses=list(one.addresses.order_by("-is_primary", "id").values_list("address", flat=True)),
        filled=[name for name, value in _filling(one, into).items() if getattr(into, name) != value],
        other_organization=one.organization.name if differs else "",
    )


def alike(contact: Contact) -> list[Contact]:
    """Others of the same name or the same telephone: most doubles are among them."""
    same = Q(name__iexact=contact.name) | (Q(phone=contact.phone) if contact.phone else Q(pk=None))
    found = Contact.objects.standing().filter(same).exclude(pk=contact.pk).select_related("organization")
    return list(found.prefetch_related("addresses").order_by("id")[:MOST_ALIKE])


@transaction.atomic
def merge(one: Contact, into: Contact, *, by: Agent) -> ContactMerge:
    """Let `one` end in `into`. Raises CannotMerge and changes nothing then."""
    one, into = both_locked(one, into)
    require_mergeable(one, into)
    actor = Actor.agent(by)
    moved = _move(one, into)
    filled = customer_merging.fill(into, _filling(one, into))
    done = ContactMerge.objects.create(
        one=one, into=into, by_name=actor.name, merged_at=clock.now(), moved=moved, filled=filled
    )
    customer_merging.end(one, into)
    ContactSession.objects.filter(contact=one).delete()  # whoever was signed in signs in again, as the one person
    _tell_open_tickets(moved["tickets"], one, into, actor)
    record(CONTACT_MERGED, one, by=actor, into=into.name, into_id=into.pk, merge=done.pk)
    record(CONTACT_TOOK_OVER, into, by=actor, of=one.name, of_id=one.pk, merge=done.pk)
    return done


@transaction.atomic
def undo(merge: ContactMerge, *, by: Agent) -> Contact:
    """Give the contact back what was its own. Raises CannotMerge once a day has passed.

    What was asked since stays with the other contact: nothing says any more by which of them it was meant.
    """
    merge = ContactMerge.objects.select_for_update().select_related("one", "into").get(pk=merge.pk)
    one, into = both_locked(merge.one, merge.into)
    require_undoable(merge, one, into)
    actor = Actor.agent(by)
    back = _move_back(merge.moved, one, into)
    customer_merging.empty_again(into, merge.filled)
    customer_merging.stand_again(one, merge)
    # Whoever signed in since may have done so by an address that is somebody else's again.
    ContactSession.objects.filter(contact=into, created_at__gte=merge.merged_at).delete()
    _tell_open_tickets(back, into, one, actor)
    record(CONTACT_GAVE_BACK, into, by=actor, of=one.name, of_id=one.pk, merge=merge.pk)
    record(CONTACT_MERGE_UNDONE, one, by=actor, into=into.name, into_id=into.pk, merge=merge.pk)
    return one


def _filling(one: Contact, into: Contact) -> dict:
    """The columns of the contact that stays: what it lacks, and the stricter of two wishes."""
    values = {name: getattr(into, name) or getattr(one, name) for name in _TAKEN_WHERE_EMPTY}
    return values | {
        "notes": joined(into.notes, one.notes),
        "custom_fields": one.custom_fields | into.custom_fields,
        "is_blocked": into.is_blocked or one.is_blocked,
        "wants_surveys": into.wants_surveys and one.wants_surveys,
    }


def _move(one: Contact, into: Contact) -> dict:
    tickets = list(Ticket.objects.filter(requester=one).values_list("pk", flat=True))
    copies = Participant.objects.filter(contact=one)
    spoke = Message.objects.filter(ticket__in=[*tickets, *copies.values_list("ticket", flat=True)], author_contact=one)
    moved = {
        "tickets": tickets,
        "messages": list(spoke.values_list("pk", flat=True)),
        "addresses": list(one.addresses.values_list("pk", flat=True)),
        "primary": one.addresses.filter(is_primary=True).values_list("pk", flat=True).first(),
        "recurring": list(RecurringTicket.objects.filter(requester=one).values_list("pk", flat=True)),
        "copies": [],
        "dropped": _drop_copies_that_double(one, into, tickets),
    }
    moved["copies"] = list(copies.values_list("pk", flat=True))
    spoke.update(author_contact=into)
    Ticket.objects.filter(requester=one).update(requester=into)
    copies.update(contact=into)
    RecurringTicket.objects.filter(requester=one).update(requester=into)
    _take_addresses(one, into)
    return moved


def _take_addresses(one: Contact, into: Contact) -> None:
    if into.addresses.filter(is_primary=True).exists():
        one.addresses.update(is_primary=False)
    one.addresses.update(contact=into)


def _drop_copies_that_double(one: Contact, into: Contact, tickets: list[int]) -> list[dict]:
    """Nobody is in copy twice, nor of what they ask themselves; what is dropped is told, for the way back."""
    both = Participant.objects.filter(contact=into).values("ticket")
    doubled = Participant.objects.filter(
        Q(contact=one) & (Q(ticket__in=both) | Q(ticket__requester=into)) | Q(contact=into, ticket__in=tickets)
    )
    rows = [
        {"ticket": row.ticket_id, "is_of_one": row.contact_id == one.pk, "since": row.since.isoformat()}
        for row in doubled
    ]
    doubled.delete()
    return rows


def _move_back(moved: dict, one: Contact, into: Contact) -> list[int]:
    """Each row that is still where the merge put it; ids of the tickets among them."""
    mine = Ticket.objects.filter(pk__in=moved["tickets"], requester=into)
    tickets = list(mine.values_list("pk", flat=True))
    mine.update(requester=one)
    Message.objects.filter(pk__in=moved["messages"], author_contact=into).update(author_contact=one)
    Participant.objects.filter(pk__in=moved["copies"], contact=into).update(contact=one)
    RecurringTicket.objects.filter(pk__in=moved["recurring"], requester=into).update(requester=one)
    addresses = ContactAddress.objects.filter(pk__in=moved["addresses"], contact=into)
    addresses.update(contact=one, is_primary=False)
    one.addresses.filter(pk=moved["primary"]).update(is_primary=True)
    for row in moved["dropped"]:
        contact = one if row["is_of_one"] else into
        Participant.objects.get_or_create(ticket_id=row["ticket"], contact=contact, defaults={"since": row["since"]})
    return tickets


def _tell_open_tickets(ids: list[int], old: Contact, new: Contact, actor: Actor) -> None:
    """Open tickets hear of it, for their promises may hang on the customer; those that are done are history."""
    tickets = Ticket.objects.open().filter(pk__in=ids).select_for_update().order_by("id")
    record_each([(REQUESTER_CHANGED, ticket, {"old": old.name, "new": new.name}) for ticket in tickets], by=actor)
