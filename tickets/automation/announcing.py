"""What a rule says. A public answer is sent like any other, marked as automatic, and counted by nobody as a reply."""

from datetime import timedelta

from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout.caps import may_write_automatically
from helpdesk.tenancy.context import current_tenant
from tickets import conversation, recipients
from tickets.conversation import Letter, Words
from tickets.events import MESSAGE_SENT, NOTE_ADDED
from tickets.locking import locked
from tickets.models import Message, Ticket

MOST_IN_A_DAY = 5


def announce(ticket: Ticket, text: str, *, by: Actor) -> str:
    """Say something to the customer in the company's name. Returns why not, where nothing automatic may be written."""
    ticket = locked(ticket)
    if reason := _hindrance(ticket):
        return reason
    # The customer reads the company's name, never a rule's. That no agent wrote it makes its mail an automatic one.
    sender = Actor.system(current_tenant().name)
    letter = recipients.written_in(Letter(channel=ticket.channel), ticket)
    message = conversation.write(ticket, Message.Kind.AGENT, Words(text=text.strip()), letter, by=sender)
    conversation.keep(message, ticket)
    ticket.last_message_at = message.created_at
    ticket.save(update_fields=["last_message_at"])
    record(MESSAGE_SENT, ticket, by=by, message=message.pk)
    return ""


def remark(ticket: Ticket, text: str, *, by: Actor, author: str) -> None:
    """Keep an internal note in a rule's name, as colleagues know it."""
    ticket = locked(ticket)
    message = conversation.write(
        ticket, Message.Kind.NOTE, Words(text=text.strip()), Letter(channel="desk"), by=Actor.system(author or by.name)
    )
    conversation.keep(message, ticket)
    ticket.last_message_at = message.created_at
    ticket.save(update_fields=["last_message_at"])
    record(NOTE_ADDED, ticket, by=by, message=message.pk)


def _hindrance(ticket: Ticket) -> str:
    """Machines that answer machines never end; nor is a closed ticket, or spam, spoken to."""
    if ticket.is_closed or not ticket.is_present:
        return _("the ticket is closed, spam or merged")
    said = Message.objects.filter(ticket=ticket)
    newest = said.filter(kind=Message.Kind.CUSTOMER).order_by("-created_at", "-id").first()
    if newest and (newest.machine or newest.verdict.get("distribution")):
        return _("the newest message came from a machine or a list")
    ours = said.filter(kind=Message.Kind.AGENT, author_agent=None, created_at__gt=clock.now() - timedelta(days=1))
    if ours.count() >= MOST_IN_A_DAY:
        return _("this ticket had %s automatic answers within a day") % MOST_IN_A_DAY
    if newest and _is_proved(newest):
        return ""
    # Whoever is only named as the sender may never have written (security row 5).
    address = ticket.requester.primary_address
    if address and not may_write_automatically(address):
        return _("this customer had enough automatic mail for now")
    return ""


def _is_proved(message: Message) -> bool:
    return message.is_verified and (message.raw_id is None or message.verdict.get("dmarc") == "pass")
