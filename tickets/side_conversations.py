"""Asking somebody else beside a ticket, by mail: a vendor, a colleague without a login, whoever a mail is forwarded to.

What is said there is an internal message of the ticket, so whatever keeps notes from customers keeps this from them.
Its recipients get one signed address for the conversation; what comes to it is heard there and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant_id
from tickets import attachments as files_kept
from tickets import conversation, pictures_in_words
from tickets.channels.email import threading
from tickets.channels.email.threading import SIDE, Thread
from tickets.conversation import Letter, NothingSaid, Words
from tickets.events import SIDE_RECEIVED, SIDE_SENT
from tickets.locking import locked
from tickets.models import Attachment, Contact, Message, SideConversation, Ticket

MOST_PEOPLE = 20


class NotForCustomers(ValueError):
    """An address of the ticket's customer, or of somebody in copy: what is said beside must not reach them."""


class TooMany(ValueError):
    """More people than one conversation may write to."""


@transaction.atomic
def start(
    ticket: Ticket,
    people: Iterable[str],
    subject: str,
    words: Words,
    *,
    by: Agent,
    copies: Iterable[str] = (),
    blind: Iterable[str] = (),
    attachments=(),
) -> SideConversation:
    """Write to outsiders; their answers come back into the conversation. Raises NothingSaid, NotForCustomers, TooMany.

    `copies` stay in copy of the conversation; `blind` get this first mail only, unseen by all others.
    """
    people = list(dict.fromkeys(people))
    copies = [each for each in dict.fromkeys(copies) if each not in people]
    blind = [each for each in dict.fromkeys(blind) if each not in [*people, *copies]]
    if len([*people, *copies, *blind]) > MOST_PEOPLE:
        raise TooMany(_("At most %(count)s people get one mail.") % {"count": MOST_PEOPLE})
    _require_outsiders(ticket, people, [*copies, *blind])
    everybody = [*people, *copies]
    side = SideConversation.objects.create(
        ticket=ticket, agent=by, subject=subject[:300], people=everybody, started_at=clock.now()
    )
    _say(side, words, by, _letter(side, copies, blind), attachments)
    return side


@transaction.atomic
def say(side: SideConversation, words: Words, *, by: Agent, attachments=()) -> Message:
    """Write to everybody in the conversation; what leaves by mail is written by an *after* subscriber."""
    first = Message.objects.filter(side=side).order_by("id").first()
    return _say(side, words, by, _letter(side, [row["address"] for row in first.cc] if first else []), attachments)


def _say(side: SideConversation, words: Words, by: Agent, letter: Letter, attachments) -> Message:
    if not words.text.strip() and not words.html and not attachments:
        raise NothingSaid
    ticket, actor = _ticket_of(side), Actor.agent(by)
    message = _add(side, ticket, words, letter, attachments, actor, agent=by)
    record(SIDE_SENT, ticket, by=actor, message=message.pk, side=side.pk, people=", ".join(side.people))
    return message


def _letter(side: SideConversation, copies: list[str], blind: Iterable[str] = ()) -> Letter:
    named = lambda addresses: [{"name": "", "address": each} for each in addresses]  # noqa: E731
    to = [each for each in side.people if each not in copies]
    return Letter(channel="email", subject=side.subject, to=named(to), cc=named(copies), bcc=named(blind))


def knows(side: SideConversation, address: str) -> bool:
    """Whether somebody was written to in the conversation, openly or blind."""
    blind = Message.objects.filter(side=side, author_agent__isnull=False).values_list("bcc", flat=True)
    return address in side.people or any(row["address"] == address for rows in blind for row in rows)


@transaction.atomic
def receive(side: SideConversation, who: str, words: Words, letter: Letter, attachments=()) -> Message:
    """Keep what somebody answered there. It moves no clock and no status: nobody outside waits for us."""
    ticket = _ticket_of(side)
    message = _add(side, ticket, words, letter, attachments, Actor.system(who[:200]))
    asked = Message.objects.filter(side=side, author_agent__isnull=False).latest("id").author_agent_id
    told = {"message": message.pk, "side": side.pk, "who": who, "agent": asked, "machine": letter.machine}
    record(SIDE_RECEIVED, ticket, by=Actor.system("mail"), **told)
    return message


def of_mail(addressed: tuple[str, ...], refers_to: tuple[str, ...]) -> SideConversation | None:
    """The conversation that a mail answers, by the address or id we signed for it."""
    thread = threading.find(addressed, refers_to, tenant=current_tenant_id())
    if thread is None or thread.recipient_kind != SIDE:
        return None
    found = SideConversation.objects.select_related("ticket").filter(pk=thread.recipient).first()
    return found if found is not None and found.ticket.deleted_at is None else None


def thread_of(side: SideConversation) -> Thread:
    return Thread(current_tenant_id(), side.ticket_id, SIDE, side.pk)


def copies_of(originals: Iterable[Attachment]) -> list[Attachment]:
    """The chosen files of a ticket once more, for another message."""
    copies = []
    for one in originals:
        with files_kept.open_file(one) as file:
            copies.append(files_kept.keep(file.read(), one.filename, one.content_type))
    return copies


def _require_outsiders(ticket: Ticket, people: list[str], others: list[str]) -> None:
    if not people:
        raise NotForCustomers(_("Say to whom."))
    theirs = Contact.objects.filter(pk=ticket.requester_id) | Contact.objects.filter(participations__ticket=ticket)
    known = set(theirs.values_list("addresses__address", flat=True))
    wrong = [address for address in [*people, *others] if address in known]
    if wrong:
        words = _("%(wrong)s has to do with this ticket as a customer: answer them in the ticket itself.")
        raise NotForCustomers(words % {"wrong": ", ".join(wrong)})


def _ticket_of(side: SideConversation) -> Ticket:
    """The ticket as it stands, locked; where it was merged away, the one it goes on in."""
    ticket, hops = locked(side.ticket), 0
    while ticket.merged_into_id and hops < 5:
        ticket, hops = locked(ticket.merged_into), hops + 1
    return ticket


def _add(side, ticket, words, letter, attachments, actor, agent=None) -> Message:
    words = replace(words, html=pictures_in_words.settled(words.html, attachments))
    message = conversation.write(ticket, Message.Kind.NOTE, words, letter, by=actor, agent=agent)
    message.side = side
    conversation.keep(message, ticket, attachments)
    ticket.last_message_at = message.created_at
    ticket.save(update_fields=["last_message_at"])
    return message
