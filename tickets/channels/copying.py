"""Putting the people of a mail's To and Cc in copy."""

from collections.abc import Iterable

from django.conf import settings

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets import contacts
from tickets.channels.base import Address
from tickets.channels.email.directory import own_addresses
from tickets.events import PARTICIPANT_ADDED
from tickets.locking import locked
from tickets.models import Contact, Participant, Ticket

MOST_COPIED = 40  # so that one mail cannot fill the address book


def put_in_copy(ticket: Ticket, addresses: Iterable[Address], *, by: Contact) -> None:
    """Put these people in copy from now on; what was said earlier is not theirs to read. Doing it twice changes
    nothing.

    Our own addresses, agents and the requester are left out.
    """
    wanted = list(addresses)[:MOST_COPIED]
    own = own_addresses([address.email for address in wanted], reply_domain=settings.REPLY_DOMAIN)
    agents = set(Agent.objects.filter(user__email__in=[a.email for a in wanted]).values_list("user__email", flat=True))
    for address in wanted:
        if address.email in own | agents:
            continue
        contact = contacts.find_writer(address.email) or contacts.make_for(address.email, address.name)
        if contact.pk in (ticket.requester_id, by.pk):
            continue
        _, is_new = Participant.objects.get_or_create(ticket=ticket, contact=contact, defaults={"since": clock.now()})
        if is_new:
            record(PARTICIPANT_ADDED, locked(ticket), by=Actor.contact(by), name=contact.name)
