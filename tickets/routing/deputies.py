"""Somebody on leave has a deputy: what is assigned to the one goes on to the other."""

from django.utils.translation import gettext as _

from helpdesk.accounts import presence
from helpdesk.accounts.models import Agent
from tickets import assignment
from tickets.models import Ticket
from tickets.models.visibility import those_who_see
from tickets.routing.next import ROUTING


def pass_on(ticket: Ticket, agent: Agent) -> Agent | None:
    """Give a ticket that was assigned to somebody on leave to the deputy, who must see it; None where there is none."""
    deputy = presence.deputy_of(agent)
    if deputy is None or ticket.assignee_id != agent.pk or not those_who_see(ticket, [deputy]):
        return None
    assignment.assign(ticket, deputy, by=ROUTING, reason=reason(agent))
    return deputy


def with_deputies(agents: list[Agent]) -> list[Agent]:
    """The agents, and who stands in for those of them on leave."""
    deputies = [presence.deputy_of(agent) for agent in agents]
    return list({agent.pk: agent for agent in [*agents, *filter(None, deputies)]}.values())


def reason(agent: Agent) -> str:
    return _("stands in for %(name)s until %(day)s") % {"name": agent.name, "day": agent.on_leave_until}
