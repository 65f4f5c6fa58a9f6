"""When a request is acknowledged. Registered after the rules: what one of them marks as spam hears nothing."""

from helpdesk.events.subscribers import after
from tickets.channels import acknowledging
from tickets.events import RESTORED, TICKET_OPENED
from tickets.models import Ticket


@after(TICKET_OPENED, RESTORED)
def acknowledge_request(event):
    ticket = Ticket.objects.select_related("requester").filter(pk=event.subject_id).one()
    if ticket is not None:
        acknowledging.acknowledge(ticket)
