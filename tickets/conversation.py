"""Saying something: a message received, a reply sent, a note kept among colleagues."""

from dataclasses import dataclass, field, replace

from django.db import transaction

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.base.html import SANITISER_VERSION, html_to_text, sanitise
from helpdesk.events.actors import Actor
from helpdesk.events.catalog import Kind
from helpdesk.events.recording import record
from tickets import lifecycle, pictures_in_words, recipients, search
from tickets.events import MACHINE_MESSAGE_RECEIVED, MESSAGE_RECEIVED, MESSAGE_SENT, NOTE_ADDED
from tickets.locking import locked
from tickets.models import Attachment, Contact, Message, Status, StatusCategory, Ticket

REOPENED_BY_CUSTOMER = (StatusCategory.PENDING, StatusCategory.ON_HOLD, StatusCategory.RESOLVED)


class NothingSaid(ValueError):
    """A message without text and without a file."""


@dataclass(frozen=True)
class Words:
    """What was said, ready to be kept: plain text always, HTML where there is any, quotes apart."""

    text: str
    html: str = ""
    quoted_text: str = ""
    quoted_html: str = ""

    @classmethod
    def typed(cls, html_or_text: str, *, is_html: bool = False) -> "Words":
        """Words from a composer or the API, where nothing is quoted."""
        if not is_html:
            return cls(text=html_or_text.strip())
        clean = pictures_in_words.tidied(sanitise(html_or_text))
        return cls(text=html_to_text(clean).strip(), html=clean)


@dataclass(frozen=True)
class Letter:
    """What comes with words that arrived from outside or go there."""

    channel: str = "portal"
    subject: str = ""
    external_id: str = ""
    in_reply_to: str = ""
    machine: str = ""
    needs_no_reply: bool = False
    is_verified: bool = True
    verdict: dict = field(default_factory=dict)
    # An answer that does not say whom it goes to goes to the requester and all in copy (tickets.recipients).
    to: list = field(default_factory=list)
    cc: list | None = None
    bcc: list = field(default_factory=list)
    raw_id: int | None = None
    origin_id: int | None = None  # the merged ticket it was written to
    enclosed: dict = field(default_factory=dict)  # an invitation, how it is signed or sealed


@transaction.atomic
def receive(ticket: Ticket, contact: Contact, words: Words, *, letter: Letter = Letter(), attachments=()) -> Message:
    """Add what a customer said. It takes a waiting or solved ticket up again; a machine's message changes no status.

    Raises lifecycle.TicketClosed for a closed ticket: the caller opens a follow-up instead.
    """
    ticket = locked(ticket)
    lifecycle.require_lively(ticket)
    actor = Actor.contact(contact)
    is_first = not Message.objects.filter(ticket=ticket).exists()
    message = _add(ticket, Message.Kind.CUSTOMER, words, letter, attachments, by=actor, contact=contact)
    counts = not letter.machine and not letter.needs_no_reply
    kind, data = received(message, is_first=is_first)
    record(kind, ticket, by=actor, **data)
    if counts and (after := category_after_message(ticket.status_category)) != ticket.status_category:
        lifecycle.move_locked(ticket, Status.objects.default_of(after), by=actor)
    return message


@transaction.atomic
def reply(
    ticket: Ticket,
    words: Words,
    *,
    by: Agent,
    letter: Letter = Letter(),
    attachments=(),
    then: Status | None = None,
) -> Message:
    """Answer the customer. `then` is the status set with it; without one a new ticket becomes open.

    What leaves by mail is written by an *after* subscriber of the event. Raises NothingSaid, lifecycle.TicketClosed.
    """
    _require_content(words, attachments)
    ticket = locked(ticket)
    lifecycle.require_lively(ticket)
    actor, letter = Actor.agent(by), recipients.written_in(letter, ticket)
    message = _add(ticket, Message.Kind.AGENT, words, letter, attachments, by=actor, agent=by)
    record(MESSAGE_SENT, ticket, by=actor, message=message.pk)
    if then is None and (after := category_after_reply(ticket.status_category)) != ticket.status_category:
        then = Status.objects.default_of(after)
    if then is not None:
        lifecycle.move_locked(ticket, then, by=actor)
    return message


@transaction.atomic
def note(
    ticket: Ticket,
    words: Words,
    *,
    by: Actor,
    author_agent: Agent | None = None,
    letter: Letter = Letter(channel="desk"),
    attachments=(),
) -> Message:
    """Keep an internal note: no customer ever sees it, and no clock takes it for an answer.

    A closed ticket takes notes too. Raises NothingSaid, and lifecycle.TicketMerged where it goes on in another ticket.
    """
    _require_content(words, attachments)
    ticket = locked(ticket)
    if ticket.merged_into_id:
        raise lifecycle.TicketMerged
    message = _add(ticket, Message.Kind.NOTE, words, letter, attachments, by=by, agent=author_agent)
    record(NOTE_ADDED, ticket, by=by, message=message.pk)
    return message


@transaction.atomic
def receive_back(message: Message) -> None:
    """Let a customer's message that came to its ticket by the undoing of a merge count there, since it was written."""
    ticket = locked(message.ticket)
    if message.machine or message.needs_no_reply or message.author_contact is None or not ticket.is_present:
        return
    actor = Actor.contact(message.author_contact)
    kind, data = received(message, is_first=False)
    record(kind, ticket, by=actor, asked_at=message.created_at.isoformat(), **data)
    if not ticket.is_closed and (after := category_after_message(ticket.status_category)) != ticket.status_category:
        lifecycle.move_locked(ticket, Status.objects.default_of(after), by=actor)


def category_after_message(category: str) -> str:
    """Where a customer who expects an answer takes a ticket: a waiting or solved one is open again."""
    return StatusCategory.OPEN.value if category in REOPENED_BY_CUSTOMER else category


def category_after_reply(category: str) -> str:
    """Where an answer takes a ticket that brings no status of its own: a new one is open."""
    return StatusCategory.OPEN.value if category == StatusCategory.NEW else category


def received(message: Message, *, is_first: bool) -> tuple[Kind, dict]:
    """What is recorded of a message from outside."""
    kind = MACHINE_MESSAGE_RECEIVED if message.machine else MESSAGE_RECEIVED
    data = {"message": message.pk, "machine": message.machine, "needs_no_reply": message.needs_no_reply}
    return kind, data | {"is_first": is_first}


def _add(ticket: Ticket, kind: str, words: Words, letter: Letter, attachments, **author) -> Message:
    words = replace(words, html=pictures_in_words.settled(words.html, attachments))
    message = write(ticket, kind, words, letter, **author)
    keep(message, ticket, attachments)
    _move_marks(ticket, kind, letter, message.created_at)
    return message


def write(
    ticket: Ticket,
    kind: str,
    words: Words,
    letter: Letter,
    *,
    by: Actor,
    contact: Contact | None = None,
    agent: Agent | None = None,
) -> Message:
    """Return a message of this instant, yet unsaved."""
    return Message(
        ticket=ticket,
        kind=kind,
        author_contact=contact,
        author_agent=agent,
        author_name=by.name,
        channel=letter.channel,
        subject=letter.subject[:300],
        text=words.text,
        html=words.html,
        quoted_text=words.quoted_text,
        quoted_html=words.quoted_html,
        sanitiser_version=SANITISER_VERSION if words.html else 0,
        machine=letter.machine,
        needs_no_reply=letter.needs_no_reply,
        is_verified=letter.is_verified,
        verdict=letter.verdict,
        to=letter.to,
        cc=letter.cc or [],
        bcc=letter.bcc,
        external_id=letter.external_id,
        in_reply_to=letter.in_reply_to,
        raw_id=letter.raw_id,
        origin_id=letter.origin_id,
        enclosed=letter.enclosed,
        created_at=clock.now(),
    )


def keep(message: Message, ticket: Ticket, attachments=()) -> None:
    """Store a message of a ticket, findable by its words, and nothing else: the actions of this app say the rest."""
    message.search = search.vector_of(message, ticket, files=[each.filename for each in attachments])
    message.save(force_insert=True)
    if attachments:
        Attachment.objects.filter(pk__in=[a.pk for a in attachments]).update(message=message, draft=None)


def _move_marks(ticket: Ticket, kind: str, letter: Letter, now):
    """The columns lists sort and mark by."""
    ticket.last_message_at = now
    changed = ["last_message_at"]
    if kind == Message.Kind.CUSTOMER and not letter.machine:
        ticket.last_customer_message_at = now
        changed.append("last_customer_message_at")
    if kind == Message.Kind.AGENT:
        ticket.last_agent_message_at = now
        ticket.first_reply_at = ticket.first_reply_at or now
        changed += ["last_agent_message_at", "first_reply_at"]
    ticket.save(update_fields=changed)


def _require_content(words: Words, attachments):
    if not words.text.strip() and not words.html and not attachments:
        raise NothingSaid
