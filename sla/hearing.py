"""What a recorded event of a ticket means to its clocks. The log is all they ever hear, so it can be told again."""

from collections.abc import Callable
from datetime import datetime

from helpdesk.events.models import Event
from sla.engine import events
from sla.engine.terms import Terms
from sla.events import POLICY_APPLIED, WAIT_CARRIED
from tickets.events import (
    CALL_ANSWERED,
    CATEGORY_CHANGED,
    FIELDS_CHANGED,
    MACHINE_MESSAGE_RECEIVED,
    MARKED_SPAM,
    MESSAGE_RECEIVED,
    MESSAGE_SENT,
    NOTE_ADDED,
    PRIORITY_CHANGED,
    REQUESTER_CHANGED,
    RESTORED,
    STATUS_CHANGED,
    TAGS_CHANGED,
    TEAM_CHANGED,
    TICKET_ASSIGNED,
    TICKET_CHANGED_ORGANIZATION,
    TICKET_CLOSED,
    TICKET_IMPORTED,
    TICKET_MERGED,
    TICKET_OPENED,
    TICKET_REOPENED,
    TICKET_RESOLVED,
    TICKET_TOOK_OVER,
    TICKET_UNASSIGNED,
)

CHANGES_OF_FIELDS = {
    CATEGORY_CHANGED.name: {"category"},
    TAGS_CHANGED.name: {"tags"},
    FIELDS_CHANGED.name: {"field."},
    TEAM_CHANGED.name: {"team"},
    REQUESTER_CHANGED.name: {"organization", "tier", "segment", "field."},
    TICKET_CHANGED_ORGANIZATION.name: {"organization", "tier", "field."},
}
ANCHORS = (TICKET_ASSIGNED, TICKET_UNASSIGNED, NOTE_ADDED)
# With one of them the clocks of a ticket begin.
BEGINNINGS = (TICKET_OPENED.name, TICKET_IMPORTED.name)
HEARD = (
    TICKET_OPENED,
    TICKET_IMPORTED,
    CALL_ANSWERED,
    MESSAGE_RECEIVED,
    MACHINE_MESSAGE_RECEIVED,
    MESSAGE_SENT,
    STATUS_CHANGED,
    TICKET_RESOLVED,
    TICKET_REOPENED,
    TICKET_CLOSED,
    PRIORITY_CHANGED,
    MARKED_SPAM,
    RESTORED,
    CATEGORY_CHANGED,
    TAGS_CHANGED,
    FIELDS_CHANGED,
    TEAM_CHANGED,
    REQUESTER_CHANGED,
    TICKET_CHANGED_ORGANIZATION,
    POLICY_APPLIED,
    WAIT_CARRIED,
    TICKET_TOOK_OVER,
    *ANCHORS,
)


def hear(event: Event) -> events.Event:
    """Return what the clocks are told of a recorded event; what is none of their business is Uncounted."""
    reading = _READINGS.get(event.kind)
    return reading(event) if reading else events.Uncounted(event.occurred_at)


def begin(event: Event, terms: Terms | None) -> events.Created:
    """Return the first thing the clocks of a ticket hear."""
    if event.kind == TICKET_IMPORTED.name:
        return _imported(event, terms)
    by = "customer"
    if event.actor_kind == "agent":
        by = "agent" if event.data.get("public", True) else "agent_private"
    asked_at = event.data.get("asked_at")
    return events.Created(
        event.occurred_at,
        by=by,
        category=event.data["category"],
        priority=event.data["priority"],
        terms=terms,
        waiting_since=datetime.fromisoformat(asked_at) if asked_at else None,
    )


def _imported(event: Event, terms: Terms | None) -> events.Created:
    """History owes nothing; where the import asks for it, an open ticket's clocks begin with the import (sla.md §7)."""
    data = event.data
    return events.Created(
        event.occurred_at,
        by="customer" if data["clocks"] else "history",
        category=data["category"],
        priority=data["priority"],
        terms=terms,
        was_answered=data["answered"],
        waits=data["waits"],
    )


def is_human_work(event: Event) -> bool:
    """Whether the event ends an agent's idleness: anything an agent did, or a customer wrote."""
    return event.actor_kind == "agent" or event.kind in (TICKET_OPENED.name, MESSAGE_RECEIVED.name)


def _received(event: Event) -> events.Event:
    at = event.occurred_at
    if event.data.get("needs_no_reply"):
        return events.Uncounted(at)
    since = event.data.get("asked_at")
    return events.CustomerMessage(at, since=datetime.fromisoformat(since) if since else None)


def _sent(event: Event) -> events.Event:
    """A person's words are a reply, a bot's only where the policy says so, a rule's never."""
    if event.actor_kind == "system" and not event.actor_name.startswith("bot"):
        return events.Uncounted(event.occurred_at)
    return events.AgentReply(event.occurred_at, by_bot=event.actor_kind == "system")


def _moved(event: Event) -> events.Event:
    return events.StatusChanged(event.occurred_at, event.data["category"])


def _reprioritised(event: Event) -> events.Event:
    return events.PriorityChanged(event.occurred_at, event.data["new"])


def _carried(event: Event) -> events.Event:
    wait = events.Wait(datetime.fromisoformat(event.data["since"]), event.data["breached"])
    return events.MergedIn(event.occurred_at, wait)


_READINGS: dict[str, Callable[[Event], events.Event]] = {
    MESSAGE_RECEIVED.name: _received,
    MESSAGE_SENT.name: _sent,
    CALL_ANSWERED.name: lambda event: events.AgentReply(event.occurred_at),
    STATUS_CHANGED.name: _moved,
    TICKET_RESOLVED.name: _moved,
    TICKET_REOPENED.name: _moved,
    TICKET_CLOSED.name: _moved,
    PRIORITY_CHANGED.name: _reprioritised,
    MARKED_SPAM.name: lambda event: events.Hidden(event.occurred_at),
    RESTORED.name: lambda event: events.Restored(event.occurred_at),
    TICKET_MERGED.name: lambda event: events.MergedInto(event.occurred_at),
    WAIT_CARRIED.name: _carried,
}
