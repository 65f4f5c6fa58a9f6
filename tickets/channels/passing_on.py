"""Mail that a colleague forwards to the desk: the ticket is whose mail it was, with a note of who passed it on.

Only mail of an agent whom mail authentication proves is believed: anybody could write "From: customer" into a text.
Whatever cannot be credited stays the colleague's own ticket, and says why.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.events.actors import Actor
from tickets import contacts, conversation, opening
from tickets.channels import inline
from tickets.channels.base import Inbound
from tickets.channels.email.directory import own_addresses
from tickets.channels.email.forwarded import Forwarded
from tickets.conversation import Letter, Words
from tickets.models import Channel, Message, Ticket

BY = Actor.system("mail")


def why_not(inbound: Inbound, original: Forwarded) -> str:
    """What keeps the original's writer from being the requester; empty where nothing does."""
    address = original.sender.email
    if not address:
        return _("This looks like a forwarded mail, but not whose it was: it stays a request of who forwarded it.")
    if inbound.dmarc != "pass":
        words = _(
            "This looks like a forwarded mail of %(address)s. It stays a request of who forwarded it, because "
            "mail authentication did not prove the sender."
        )
        return words % {"address": address}
    is_ours = own_addresses([address], reply_domain=settings.REPLY_DOMAIN)
    if is_ours or Agent.objects.filter(user__email=address).exists():
        words = _("This looks like a forwarded mail of %(address)s, who is no customer.")
        return words % {"address": address}
    return ""


def open_for_original(inbound: Inbound, original: Forwarded, letter: Letter, *, by: Agent) -> tuple[Ticket, Message]:
    """Open the ticket of whoever wrote the original, with a note of who passed it on and what they said to it."""
    address, name = original.sender.email, original.sender.name
    requester = contacts.find(address) or contacts.make_for(address, name)
    files = original.files or inbound.files
    ticket, message = opening.open_with(
        requester,
        original.subject or inbound.subject,
        Words(original.text, original.html, original.quoted_text, original.quoted_html),
        letter=letter,
        attachments=inline.keep_files(files),
        channel=Channel.EMAIL,
        mailbox=inbound.mailbox,
    )
    said = _("%(agent)s forwarded this mail of %(address)s.") % {"agent": by.name, "address": address}
    words = Words("\n\n".join(filter(None, (said, original.above))))
    conversation.note(ticket, words, by=Actor.agent(by), author_agent=by, letter=Letter(channel="email"))
    return ticket, message


def say_why_not(ticket: Ticket, why: str) -> None:
    """Keep with a colleague's own ticket why it is not the customer's."""
    conversation.note(ticket, Words(why), by=BY, letter=Letter(channel="email"))
