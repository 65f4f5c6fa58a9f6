"""Tickets from another help desk, with what was said there and when. Bringing one in again changes nothing.

Nobody is written to, no rule looks, no clock runs for what was (spec/sla.md §7). Where the import asks for it, the
clocks of a ticket that is still open begin with the import.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant_id
from tickets import conversation, marks, opening, search, triage
from tickets.conversation import Letter, Words
from tickets.events import TICKET_IMPORTED
from tickets.models import Contact, ImportedTicket, Message, Status, StatusCategory, Ticket
from tickets.models.status import UNRESOLVED
from tickets.numbering import next_number


class ImportRefused(ValueError):
    """This cannot have been; `field` says what of it."""

    def __init__(self, field: str, text: str):
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Said:
    """One message of the past. Without an author it is the requester's, or an agent's of whom the name is left."""

    kind: str
    words: Words
    at: datetime
    contact: Contact | None = None
    agent: Agent | None = None
    author_name: str = ""


@dataclass(frozen=True)
class Past:
    """A ticket as it stood in the other help desk. `columns` are columns of Ticket."""

    source: str
    external_id: str
    requester: Contact
    subject: str
    created_at: datetime
    status: Status
    said: Sequence[Said]
    resolved_at: datetime | None = None
    tags: Sequence[str] = ()
    columns: dict | None = None


@transaction.atomic
def bring_in(past: Past, *, by: Agent, start_clocks: bool = False) -> tuple[Ticket, bool]:
    """Return the ticket, and whether it is new. Raises ImportRefused naming the field."""
    _one_at_a_time(past)
    if known := find(past.source, past.external_id):
        return known, False
    _refuse(past)
    actor = Actor.agent(by)
    ticket = _opened(past, actor)
    messages = [_keep(ticket, one, is_first=n == 0) for n, one in enumerate(_in_order(past.said))]
    ticket = _with_marks(ticket, past)
    ImportedTicket.objects.create(
        source=past.source, external_id=past.external_id, ticket=ticket, imported_at=clock.now()
    )
    record(TICKET_IMPORTED, ticket, by=actor, **_told(ticket, past, start_clocks), messages=len(messages))
    if past.tags:
        triage.change_tags(ticket, add=past.tags, by=actor)
    return ticket, True


def find(source: str, external_id: str) -> Ticket | None:
    """The ticket that was brought in under that name."""
    row = ImportedTicket.objects.select_related("ticket").filter(source=source, external_id=external_id).first()
    return row.ticket if row else None


def _one_at_a_time(past: Past) -> None:
    with connection.cursor() as cursor:
        key = f"{current_tenant_id()}/import/{past.source}/{past.external_id}"
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _refuse(past: Past) -> None:
    now = clock.now()
    if past.created_at > now:
        raise ImportRefused("created_at", _("That lies ahead."))
    for n, one in enumerate(past.said):
        if not past.created_at <= one.at <= now:
            raise ImportRefused(f"messages.{n}.at", _("Between the ticket's created_at and now."))
    if past.resolved_at and not past.created_at <= past.resolved_at <= now:
        raise ImportRefused("resolved_at", _("Between the ticket's created_at and now."))
    if past.resolved_at and past.status.category in UNRESOLVED:
        raise ImportRefused("resolved_at", _("Only a resolved or closed ticket has one."))


def _opened(past: Past, actor: Actor) -> Ticket:
    ticket = opening.unsaved(past.requester, past.subject, by=actor, status=past.status, **(past.columns or {}))
    ticket.created_at = ticket.last_message_at = past.created_at
    ticket.created_by_agent = False
    if past.status.category not in UNRESOLVED:
        ticket.resolved_at = past.resolved_at or max([past.created_at, *(one.at for one in past.said)])
        ticket.closed_at = ticket.resolved_at if past.status.category == StatusCategory.CLOSED else None
    ticket.number = next_number()
    ticket.save(force_insert=True)
    return ticket


def _keep(ticket: Ticket, said: Said, *, is_first: bool) -> Message:
    contact = said.contact or (ticket.requester if said.kind == Message.Kind.CUSTOMER else None)
    by = Actor.contact(contact) if contact else Actor.agent(said.agent) if said.agent else Actor.system("import")
    message = conversation.write(
        ticket, said.kind, said.words, Letter(channel=ticket.channel), by=by, contact=contact, agent=said.agent
    )
    if not (contact or said.agent):
        message.author_name = said.author_name or _("An agent")
    message.created_at = said.at
    message.search = search.vector_of(message, ticket, is_first=is_first)
    message.save(force_insert=True)
    return message


def _in_order(said: Sequence[Said]) -> list[Said]:
    return sorted(said, key=lambda one: one.at)


def _with_marks(ticket: Ticket, past: Past) -> Ticket:
    ticket = marks.recount(ticket)
    ticket.first_reply_at = min((one.at for one in past.said if one.kind == Message.Kind.AGENT), default=None)
    ticket.save(update_fields=["first_reply_at"])
    return ticket


def _told(ticket: Ticket, past: Past, start_clocks: bool) -> dict:
    asked, answered = ticket.last_customer_message_at, ticket.last_agent_message_at
    return {
        "source": past.source,
        "external_id": past.external_id,
        "category": ticket.status_category,
        "priority": ticket.priority_key,
        "team": ticket.team_id,
        "clocks": start_clocks and ticket.status_category in UNRESOLVED,
        "answered": answered is not None,
        # Without a word from anybody it is still a question that came in.
        "waits": answered is None or bool(asked and asked > answered),
    }
