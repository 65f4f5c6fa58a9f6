"""Whether somebody else changed the same thing meanwhile: judged by the event numbers since the page was drawn."""

from helpdesk.accounts.models import Agent
from helpdesk.events.models import Event
from tickets import events
from tickets.lifecycle import require_unmerged
from tickets.locking import locked
from tickets.models import Message, Ticket

_STATUS = (events.STATUS_CHANGED, events.TICKET_RESOLVED, events.TICKET_REOPENED, events.TICKET_CLOSED)
CONCERNS = {
    "status": _STATUS,
    "assignee": (events.TICKET_ASSIGNED, events.TICKET_UNASSIGNED),
    "team": (events.TEAM_CHANGED,),
    "priority": (events.PRIORITY_CHANGED,),
    "category": (events.CATEGORY_CHANGED,),
    "subject": (events.SUBJECT_CHANGED,),
    "fields": (events.FIELDS_CHANGED,),
    "spam": (events.MARKED_SPAM, events.RESTORED),
}


class ChangedMeanwhile(Exception):
    """Somebody else changed it since: `events` says what, oldest first."""

    def __init__(self, changes: list[Event]):
        self.events = changes
        super().__init__("; ".join(event.sentence for event in changes))


def require_fresh(ticket: Ticket, version: int | None, *, to_change: str, by: Agent) -> Ticket:
    """The locked ticket, if nobody else changed `to_change` after `version`. Raises ChangedMeanwhile, TicketMerged.

    Other changes do not matter: two people may work on different things of one ticket.
    """
    ticket = locked(ticket)
    require_unmerged(ticket)
    if version is None or version >= ticket.version:
        return ticket
    kinds = [kind.name for kind in CONCERNS[to_change]]
    changes = Event.objects.about(ticket).filter(kind__in=kinds, seq__gt=version).in_order()
    others = [event for event in changes if (event.actor_kind, event.actor_id) != ("agent", by.pk)]
    if others:
        raise ChangedMeanwhile(others)
    return ticket


def messages_since(ticket: Ticket, last_seen_id: int | None, *, by: Agent) -> list[Message]:
    """What others said after the message `by` saw last: an answer may have to take it up first."""
    if last_seen_id is None:
        return []
    newer = Message.objects.filter(ticket=ticket, pk__gt=last_seen_id).exclude(author_agent=by)
    return list(newer.in_order())
