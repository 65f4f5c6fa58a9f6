"""The ticket row as it stands in the database, held until the transaction ends. Actions judge this, not a copy."""

from tickets.models import Ticket


def locked(ticket: Ticket) -> Ticket:
    """Lock the ticket's row and return it fresh. Raises Ticket.DoesNotExist where it is not this tenant's."""
    return Ticket.objects.select_for_update().get(pk=ticket.pk)


def lock(ticket: Ticket) -> None:
    """Lock the ticket's row where its copy is good enough: two who act at once are then judged one after the other."""
    Ticket.objects.select_for_update().values_list("pk").get(pk=ticket.pk)
