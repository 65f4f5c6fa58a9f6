"""What tickets does when something happened, registered by the app's start."""

from helpdesk.accounts.events import AGENT_WENT_ON_DUTY, COMPANY_FOUNDED
from helpdesk.events.subscribers import after, within
from helpdesk.mailout.events import MAIL_FAILED
from tickets import starter
from tickets.channels import acknowledging, outbox
from tickets.events import MESSAGE_SENT, TEAM_CHANGED, TICKET_OPENED, TICKET_REOPENED
from tickets.models import Message, Ticket
from tickets.routing.next import route

MOST_TAKEN_FROM_THE_QUEUE = 50


@within(COMPANY_FOUNDED)
def install_starter_set(event, tenant):
    starter.install()


@after(TICKET_OPENED, TICKET_REOPENED, TEAM_CHANGED)
def route_to_next_agent(event):
    ticket = Ticket.objects.filter(pk=event.subject_id).first()
    if ticket is not None:
        route(ticket)


@after(AGENT_WENT_ON_DUTY)
def drain_waiting_tickets(event):
    """Somebody is there again: what waited without an owner is handed out, the most urgent first."""
    waiting = Ticket.objects.open().unassigned().most_urgent_first()[:MOST_TAKEN_FROM_THE_QUEUE]
    for ticket in waiting:
        route(ticket)


@after(TICKET_OPENED)
def acknowledge_request(event):
    ticket = Ticket.objects.select_related("requester").filter(pk=event.subject_id).first()
    if ticket is not None:
        acknowledging.acknowledge(ticket)


@after(MESSAGE_SENT)
def send_reply_by_mail(event):
    message = Message.objects.select_related("ticket__requester").filter(pk=event.data["message"]).first()
    if message is not None:
        outbox.send_reply(message)


@after(MAIL_FAILED)
def show_failed_reply(event):
    if event.data["purpose"] == outbox.PURPOSE:
        outbox.note_failure(
            message_id=event.data["belongs_to"], address=event.data["address"], reason=event.data["reason"]
        )
