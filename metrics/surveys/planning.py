"""After a ticket was solved: its survey, with the moment to send it, or the reason why nobody will be asked."""

from datetime import timedelta

from helpdesk.events.models import Event
from helpdesk.tenancy.context import current_tenant
from metrics.models import Survey
from metrics.surveys.eligibility import reason_at_resolve
from tickets.models import Channel, Ticket
from tickets.models.status import UNRESOLVED

CHAT_DELAY_SECONDS = 300  # who chatted has left the page by tomorrow


def plan(event: Event) -> Survey | None:
    """Plan the survey for the resolve that `event` tells of; once for each, however often this runs.

    Closing a ticket that was solved before is no resolve.
    """
    if event.data.get("old_category") not in UNRESOLVED:
        return None
    ticket = Ticket.objects.select_related("requester").filter(pk=event.subject_id).first()
    if ticket is None:
        return None
    automatic = bool(event.data.get("automatic")) or event.actor_kind == "system"
    reason = reason_at_resolve(ticket, automatic=automatic)
    asked_about = {
        "contact": ticket.requester,
        "resolved_at": event.occurred_at,
        "resolved_by": "automation" if automatic else event.actor_kind,
        "team_id": ticket.team_id,
        "agent_id": ticket.assignee_id,
        "due_at": event.occurred_at + _delay(ticket),
    }
    state = Survey.State.SKIPPED if reason else Survey.State.PLANNED
    survey, _ = Survey.objects.get_or_create(
        ticket=ticket, resolve_seq=event.seq, defaults={**asked_about, "state": state, "reason": reason}
    )
    return survey


def _delay(ticket: Ticket) -> timedelta:
    seconds = current_tenant().survey_delay_seconds
    return timedelta(seconds=min(seconds, CHAT_DELAY_SECONDS) if ticket.channel == Channel.CHAT else seconds)
