"""Who hears of a promised update, before it is due and once missed: the agent who promised it, the ticket's owner."""

from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.events.models import Event
from helpdesk.events.subscribers import after
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.context import current_tenant
from sla.events import UPDATE_MISSED, UPDATE_NEARS
from sla.models import Commitment
from tickets.models.visibility import those_who_see
from tickets.numbering import reference


@after(UPDATE_NEARS)
def remind_of_the_promised_update(event):
    _tell(event, lambda words: _("%(number)s: an update is promised by %(until)s: %(subject)s") % words)


@after(UPDATE_MISSED)
def tell_of_the_missed_update(event):
    _tell(event, lambda words: _("%(number)s: the update promised by %(until)s was not sent: %(subject)s") % words)


def _tell(event: Event, in_words) -> None:
    one = Commitment.objects.select_related("ticket").filter(pk=event.data["commitment"]).first()
    if one is None or (event.kind == UPDATE_NEARS.name and not one.is_open):
        return  # answered between the reminder and its delivery
    ticket = one.ticket
    with translation.override(current_tenant().language):
        text = in_words(
            {"number": reference(ticket), "until": event.data["until"], "subject": ticket.subject},
        )
        tell(
            those_who_see(ticket, _people(one)),
            Notice.Kind.PROMISED,
            event,
            text=text,
            path=f"/desk/tickets/{ticket.number}/",
            ticket_number=ticket.number,
        )


def _people(one: Commitment) -> list[Agent]:
    """Whoever promised and whoever has the ticket now; where neither is there any more, the lead of its team."""
    ticket = one.ticket
    agents = Agent.objects.active().select_related("user")
    found = list(agents.filter(pk__in={one.by_agent_id, ticket.assignee_id} - {None}))
    return found or list(agents.filter(leads=ticket.team_id) if ticket.team_id else [])
