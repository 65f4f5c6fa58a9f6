"""Tickets as they really come to be: opened by the action, with a first message."""

from helpdesk.events.actors import Actor
from tickets import conversation, lifecycle
from tickets.conversation import Letter, Words


def make_ticket(
    requester, *, subject="The export stops", text="It stops after 30 seconds.", channel="email", **columns
):
    """A ticket that `requester` opened by writing `text`."""
    ticket = lifecycle.open_ticket(requester, subject, by=Actor.contact(requester), channel=channel, **columns)
    conversation.receive(ticket, requester, Words(text=text), letter=Letter(channel=channel))
    ticket.refresh_from_db()
    return ticket
