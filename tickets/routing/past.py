"""What happened to a ticket before routing looks at it: since when it waits, and who had it already."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpdesk.base import clock
from helpdesk.events.models import Event
from tickets.events import RESTORED, TEAM_CHANGED, TICKET_REOPENED, TICKET_UNASSIGNED
from tickets.models import Ticket
from tickets.routing.reasons import Why

ROUTING_NAME = "routing"
# Who let a ticket lie gets it again after that: were it never, a small team would run out of people.
LET_LIE_COUNTS_FOR = timedelta(hours=1)
BEGINS_A_WAIT = (TICKET_UNASSIGNED.name, TEAM_CHANGED.name, TICKET_REOPENED.name, RESTORED.name)
MOST_READ = 50


@dataclass(frozen=True)
class Past:
    """`since` is when the wait began; `barred` says of agents that had the ticket why they do not get it back."""

    since: datetime
    barred: dict[int, str] = field(default_factory=dict)


def of(ticket: Ticket) -> Past:
    """Read from the ticket's own log, newest first, back to when it came into its team."""
    events = Event.objects.about(ticket).filter(kind__in=BEGINS_A_WAIT).order_by("-seq")
    rows = events.values_list("kind", "actor_kind", "actor_name", "data", "occurred_at")[:MOST_READ]
    since, barred, was_put_back = None, {}, False
    for kind, actor_kind, actor, data, at in rows:
        since = since or at
        if kind == TEAM_CHANGED.name:
            break
        if kind != TICKET_UNASSIGNED.name:
            continue
        if actor_kind == "agent" and not was_put_back:
            # Giving it straight back to whom a person took it from last would undo that.
            barred[data.get("agent")], was_put_back = Why.GAVE_BACK, True
        elif actor_kind == "system" and actor == ROUTING_NAME and clock.now() - at < LET_LIE_COUNTS_FOR:
            barred.setdefault(data.get("agent"), Why.LET_LIE)
    return Past(since or ticket.created_at, barred)
