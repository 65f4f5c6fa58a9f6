"""`/desk/tickets/<number>/claim/`: the ticket has nothing to do with the one it claims to belong to."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from tickets import claims
from tickets.access import ticket_for
from tickets.web import tickets as ticket_page


@require_POST
@agent_required("ticket.edit")
def dismiss(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    ticket = claims.dismiss(ticket, by=Actor.agent(request.agent))
    return ticket_page.changed(request, ticket, toast=_("The two stay apart."))
