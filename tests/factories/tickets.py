"""Tickets as they really come to be: opened by the action, with a first message."""

from tickets import opening
from tickets.conversation import Letter, Words


def make_ticket(
    requester, *, subject="The export stops", text="It stops after 30 seconds.", channel="email", **columns
):
    """A ticket that `requester` opened by writing `text`."""
    letter = Letter(channel=channel)
    ticket, _message = opening.open_with(
        requester, subject, Words(text=text), letter=letter, channel=channel, **columns
    )
    ticket.refresh_from_db()
    return ticket
