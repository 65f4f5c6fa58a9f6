"""The ticket row as it stands in the database, held until the transaction ends. Actions judge this, not a copy."""

from tickets.models import Ticket


def locked(ticket: Ticket) -> Ticket:
    """Lock the ticket's row and return it fresh. Raises Ticket.DoesNotExist where it is not this tenant's.

    FOR NO KEY UPDATE: rows that point to the ticket check it at their COMMIT with FOR KEY SHARE, and must not wait for
    us there. With plain FOR UPDATE two deliveries about one ticket deadlocked as soon as both wrote one unique row.
    """
    return Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
