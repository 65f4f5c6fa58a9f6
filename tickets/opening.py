"""How tickets come to be: with what their requester said, or by an agent who will say something next."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.catalog import Kind
from helpdesk.events.recording import begin, record, record_birth
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.keeping import kept
from tickets import checklists, conversation, fields, privacy
from tickets.conversation import Letter, Words
from tickets.events import TICKET_OPENED
from tickets.models import Channel, Contact, Mailbox, Message, Priority, Status, StatusCategory, Ticket
from tickets.models.status import UNRESOLVED
from tickets.numbering import next_number, reserved_ids


# Without a savepoint: what fails here is no answer to go on with, so all that the caller did goes with it.
@transaction.atomic(savepoint=False)
def open_with(
    requester: Contact, subject: str, words: Words, *, letter: Letter = Letter(), attachments=(), **columns
) -> tuple[Ticket, Message]:
    """Open a ticket with what `requester` said. Ticket and message are one action and one instant.

    `columns` as of `open_ticket`. The rows are written last: what the subscribers of the birth set on the ticket
    (its due times) goes along with them, and its number, for which others wait, is held only for a moment.
    """
    actor = Actor.contact(requester)
    ticket = unsaved(requester, subject, by=actor, **columns)
    if not letter.machine:
        ticket.last_customer_message_at = ticket.created_at
    message = conversation.write(ticket, Message.Kind.CUSTOMER, words, letter, by=actor, contact=requester)
    ticket.pk, message.pk = reserved_ids(Ticket, Message)
    begin(ticket, events=2)
    said = conversation.received(message, is_first=True)
    opened = _opened(ticket, is_public=True, team=columns.get("team"))
    record_birth(ticket, opened, said, by=actor)
    ticket.number = next_number()
    ticket.save(force_insert=True)
    conversation.keep(message, ticket, attachments)
    checklists.add_fitting(ticket)  # not when the birth is told: its row was not there yet
    privacy.inherit(ticket, by=actor)
    return ticket, message


@transaction.atomic
def open_ticket(
    requester: Contact,
    subject: str,
    *,
    by: Actor,
    first_message_is_public: bool = True,
    asked_at: datetime | None = None,
    **columns,
) -> Ticket:
    """Open a ticket for `requester` and say so; what is said first is added by tickets.conversation afterwards.

    `columns` are columns of Ticket. Without `team` it belongs to its `mailbox`'s, else to the company's default team;
    without `status` it gets the default one of `category_of_status` ("new").
    `first_message_is_public` tells the clocks whether an agent started it by writing to the customer, `asked_at` since
    when the customer waits where that is longer (spec/sla.md §7).
    """
    ticket = unsaved(requester, subject, by=by, **columns)
    ticket.number = next_number()
    ticket.save(force_insert=True)
    kind, data = _opened(ticket, is_public=first_message_is_public, team=columns.get("team"))
    if asked_at is not None:
        data["asked_at"] = asked_at.isoformat()
    record(kind, ticket, by=by, **data)
    checklists.add_fitting(ticket)
    privacy.inherit(ticket, by=by)
    return ticket


def unsaved(
    requester: Contact,
    subject: str,
    *,
    by: Actor,
    channel: str = Channel.EMAIL,
    category_of_status: str = StatusCategory.NEW,
    priority: int = Priority.NORMAL,
    mailbox: Mailbox | None = None,
    team: Team | None = None,
    **columns,
) -> Ticket:
    """Return a ticket of this instant with all its columns but its number, for an action that saves it."""
    now = clock.now()
    status = columns.pop("status", None) or Status.objects.default_of(category_of_status)
    is_done = status.category in (StatusCategory.RESOLVED, StatusCategory.CLOSED)
    return Ticket(
        requester=requester,
        organization_id=columns.pop("organization_id", requester.organization_id),
        subject=(subject.strip() or _("(no subject)"))[:300],
        channel=channel,
        status=status,
        status_category=status.category,
        priority=priority,
        custom_fields=fields.cleaned(columns.pop("custom_fields", {}), of=Ticket),
        language=columns.pop("language", requester.language or current_tenant().language),
        created_at=now,
        created_by_agent=by.is_agent,
        mailbox=mailbox,
        team=team or _team_for(mailbox),
        last_message_at=now,
        is_open=status.category in UNRESOLVED,
        resolved_at=now if is_done else None,
        closed_at=now if status.category == StatusCategory.CLOSED else None,
        **columns,
    )


def _opened(ticket: Ticket, *, is_public: bool, team: Team | None) -> tuple[Kind, dict]:
    return TICKET_OPENED, {
        "channel": ticket.channel,
        "category": ticket.status_category,
        "priority": ticket.priority_key,
        "public": is_public,
        "team": ticket.team_id,
        "team_chosen": team is not None,
    }


def _team_for(mailbox: Mailbox | None) -> Team | None:
    if mailbox is not None and mailbox.team_id:
        return mailbox.team
    return kept(Team, "default", lambda: Team.objects.filter(is_default=True).first())
