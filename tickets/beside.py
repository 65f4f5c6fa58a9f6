"""What stands beside a ticket, read along with it: one statement in place of six small ones."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import JSONObject, Left

from helpdesk.accounts.models import Agent
from tickets import checklists
from tickets.access import WITH_TICKET
from tickets.models import (
    ContactAddress,
    Follower,
    Message,
    Participant,
    Stretch,
    Ticket,
    TicketTag,
    TimeCorrection,
)
from tickets.models.ticket import TicketQuerySet

# What the panels say of those the ticket has to do with; all their columns would be three times as many.
SAID = (
    "requester__name", "requester__phone", "requester__time_zone", "requester__notes", "requester__segment",
    "requester__custom_fields", "organization__name", "organization__tier", "organization__custom_fields",
    "status__name", "assignee__name", "team__name", "category__path", "mailbox__address",
)  # fmt: skip
MOST_OTHERS = 5
MOST_LETTERS = 2_000  # of the first message: enough to say what it is about


def tickets_with_surroundings(agent: Agent) -> TicketQuerySet:
    """Each ticket with what its panels tell: names of tags and people, the customer's first words, address and newest
    other tickets, its checklists, and who spent how long."""
    of_ticket = OuterRef("pk")
    others = Ticket.objects.visible_to(agent).present().filter(requester=OuterRef("requester")).exclude(pk=of_ticket)
    words = JSONObject(number="number", subject="subject", status="status__name")
    said = Message.objects.filter(ticket=of_ticket, kind=Message.Kind.CUSTOMER).in_order()
    addresses = ContactAddress.objects.filter(contact=OuterRef("requester")).order_by("-is_primary", "id")
    own = (field.name for field in Ticket._meta.concrete_fields)
    tickets = Ticket.objects.select_related(*WITH_TICKET).only(*own, *SAID)
    return checklists.with_checklists(tickets).annotate(
        tag_names=_names(TicketTag, of_ticket, "tag__name"),
        copies=_names(Participant, of_ticket, "contact__name"),
        followed_by=_names(Follower, of_ticket, "agent__name"),
        first_words=Subquery(said.values(words=Left("text", MOST_LETTERS))[:1]),
        address=Subquery(addresses.values("address")[:1]),
        others=ArraySubquery(others.order_by("-created_at").values(words=words)[:MOST_OTHERS]),
        time_measured=_seconds(Stretch, of_ticket),
        time_corrected=_seconds(TimeCorrection, of_ticket),
    )


def _names(model, of_ticket, name: str) -> ArraySubquery:
    return ArraySubquery(model.objects.filter(ticket=of_ticket).order_by(name).values(name))


def _seconds(model, of_ticket) -> ArraySubquery:
    of_agents = model.objects.filter(ticket=of_ticket).values("agent_id", "agent__name").annotate(total=Sum("seconds"))
    return ArraySubquery(of_agents.values(words=JSONObject(agent="agent_id", name="agent__name", seconds="total")))
