"""What an agent may name in a request: every id in a body is looked up here first (spec/security.md row 35)."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from helpdesk.accounts.models import Agent, Team
from tickets.models import (
    ApprovalKind,
    Category,
    Checklist,
    Contact,
    ContactAddress,
    Organization,
    Status,
    Ticket,
    TicketTag,
)
from tickets.models.ticket import TicketQuerySet


def statuses(agent: Agent):
    return Status.objects.usable()


def categories(agent: Agent):
    return Category.objects.usable()


def teams(agent: Agent):
    return Team.objects.visible_to(agent)


def assignees(agent: Agent):
    return Agent.objects.able_to_answer()


def colleagues(agent: Agent):
    return Agent.objects.active()


def contacts(agent: Agent):
    return Contact.objects.standing()


def organizations(agent: Agent):
    return Organization.objects.standing()


def checklists(agent: Agent):
    return Checklist.objects.usable()


def approval_kinds(agent: Agent):
    return ApprovalKind.objects.filter(is_active=True)


def with_all_that_is_shown(tickets: TicketQuerySet, agent: Agent) -> TicketQuerySet:
    """Everything a ticket's answer needs, in the one statement that reads the tickets, however many they are.

    It names those other tickets only that the agent sees.
    """
    tags = TicketTag.objects.filter(ticket=OuterRef("pk")).order_by("tag__name").values("tag__name")
    addresses = ContactAddress.objects.filter(contact=OuterRef("requester")).order_by("-is_primary", "id")
    return tickets.select_related("requester", "organization", "status", "assignee", "team", "category").annotate(
        tag_names=ArraySubquery(tags),
        requester_email=Subquery(addresses.values("address")[:1]),
        # Not joined: a join of tickets to tickets on the id alone may be planned as a walk over all of the tenant's.
        merged_into_number=_number_of("merged_into", agent),
        follows_up_number=_number_of("follows_up", agent),
    )


def as_just_opened(ticket: Ticket) -> Ticket:
    """The same for a ticket that this very request opened, with nothing done to it since: it need not be read back."""
    if ticket.organization_id and ticket.organization_id == ticket.requester.organization_id:
        ticket.organization = ticket.requester.organization
    ticket.tag_names, ticket.requester_email = [], ticket.requester.primary_address or None
    ticket.merged_into_number = ticket.follows_up_number = None
    return ticket


def _number_of(relation: str, agent: Agent) -> Subquery:
    return Subquery(Ticket.objects.visible_to(agent).filter(pk=OuterRef(relation)).values("number")[:1])
