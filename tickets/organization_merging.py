"""Two organisations turn out to be one: its people, domains and tickets come together. For a day it can be undone."""

from django.db import transaction

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record, record_each
from tickets import customer_merging
from tickets.customer_merging import both_locked, joined, require_mergeable, require_undoable
from tickets.events import ORGANIZATION_MERGE_UNDONE, ORGANIZATION_MERGED, TICKET_CHANGED_ORGANIZATION
from tickets.models import Contact, Organization, OrganizationDomain, OrganizationMerge, Ticket


def preview(one: Organization, into: Organization, agent: Agent) -> dict:
    """Say what merging would do. Raises CannotMerge where it is refused. Changes nothing."""
    require_mergeable(one, into)
    return {
        "tickets": Ticket.objects.visible_to(agent).filter(organization=one).count(),
        "people": Contact.objects.standing().filter(organization=one).count(),
        "domains": sorted(one.domains.values_list("domain", flat=True)),
    }


@transaction.atomic
def merge(one: Organization, into: Organization, *, by: Agent) -> OrganizationMerge:
    """Let `one` end in `into`. Raises CannotMerge and changes nothing then."""
    one, into = both_locked(one, into)
    require_mergeable(one, into)
    moved = {name: list(rows.values_list("pk", flat=True)) for name, rows in _belonging_to(one).items()}
    for rows in _belonging_to(one).values():
        rows.update(organization=into)
    wanted = {name: getattr(into, name) or getattr(one, name) for name in ("tier", "segment")}
    wanted |= {"notes": joined(into.notes, one.notes), "custom_fields": one.custom_fields | into.custom_fields}
    filled = customer_merging.fill(into, wanted)
    done = OrganizationMerge.objects.create(
        one=one, into=into, by_name=by.name, merged_at=clock.now(), moved=moved, filled=filled
    )
    customer_merging.end(one, into)
    actor = Actor.agent(by)
    _tell_open_tickets(moved["tickets"], one, into, actor)
    record(ORGANIZATION_MERGED, one, by=actor, name=one.name, into=into.name, into_id=into.pk)
    return done


@transaction.atomic
def undo(merge: OrganizationMerge, *, by: Agent) -> Organization:
    """Give the organisation back what was its own. Raises CannotMerge once a day has passed."""
    merge = OrganizationMerge.objects.select_for_update().select_related("one", "into").get(pk=merge.pk)
    one, into = both_locked(merge.one, merge.into)
    require_undoable(merge, one, into)
    back = _belonging_to(into)["tickets"].filter(pk__in=merge.moved["tickets"])
    tickets = list(back.values_list("pk", flat=True))
    for name, rows in _belonging_to(into).items():
        rows.filter(pk__in=merge.moved[name]).update(organization=one)
    customer_merging.empty_again(into, merge.filled)
    customer_merging.stand_again(one, merge)
    actor = Actor.agent(by)
    _tell_open_tickets(tickets, into, one, actor)
    record(ORGANIZATION_MERGE_UNDONE, one, by=actor, name=one.name, into=into.name, into_id=into.pk)
    return one


def _belonging_to(organization: Organization) -> dict:
    tables = {"tickets": Ticket, "contacts": Contact, "domains": OrganizationDomain}
    return {name: table.objects.filter(organization=organization) for name, table in tables.items()}


def _tell_open_tickets(ids: list[int], old: Organization, new: Organization, actor: Actor) -> None:
    """Their promises may hang on the organisation; those that are done are history."""
    tickets = Ticket.objects.open().filter(pk__in=ids).select_for_update().order_by("id")
    told = [(TICKET_CHANGED_ORGANIZATION, ticket, {"old": old.name, "new": new.name}) for ticket in tickets]
    record_each(told, by=actor)
