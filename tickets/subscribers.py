"""What tickets does when something happened, registered by the app's start."""

from helpdesk.accounts.events import AGENT_WENT_ON_DUTY, COMPANY_FOUNDED
from helpdesk.events.subscribers import after, within
from tickets import starter
from tickets.events import TEAM_CHANGED, TICKET_OPENED, TICKET_REOPENED
from tickets.models import Ticket
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
