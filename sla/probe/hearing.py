"""What an event of a request would be in the log, so that the clocks hear it exactly as they hear a ticket's.

`sla.hearing` says what each recorded event means, `tickets.conversation` where words take a ticket; both are asked
here, with rows of the log that nobody stores.
"""

from collections.abc import Callable
from datetime import datetime

from helpdesk.events.catalog import Kind
from helpdesk.events.models import Event
from sla import hearing
from sla.engine import events
from sla.engine.terms import Terms
from sla.measures.base import CLOSED
from sla.probe.reading import Happening
from sla.probe.values import Refused
from tickets.conversation import category_after_message, category_after_reply
from tickets.events import (
    MARKED_SPAM,
    MESSAGE_RECEIVED,
    MESSAGE_SENT,
    NOTE_ADDED,
    PRIORITY_CHANGED,
    RESTORED,
    STATUS_CHANGED,
    TICKET_OPENED,
)

CUSTOMER, AGENT, MACHINE = "contact", "agent", "system"


def begin(one: Happening, terms: Terms | None, priority: str) -> events.Event:
    """Return the creation of a ticket as its clocks hear it."""
    by = one.said.get("by", "customer")
    data = {"category": one.said.get("status", "new"), "priority": priority, "public": by != "agent_private"}
    return hearing.begin(_logged(TICKET_OPENED, one.at, CUSTOMER if by == "customer" else AGENT, **data), terms)


def hear(one: Happening, category: str) -> list[events.Event]:
    """Return what the clocks of a ticket in that category hear of an event. Raises Refused for one that cannot be."""
    if one.type == "policy":
        return [events.PolicySelected(one.at, one.said["to"])]
    return [hearing.hear(logged) for logged in _LOGS[one.type](one, category)]


def _customer_message(one: Happening, category: str) -> list[Event]:
    if category == CLOSED:
        return []  # becomes a linked ticket with clocks of its own (sla.md §1.4)
    return [_logged(MESSAGE_RECEIVED, one.at, CUSTOMER), *_moved(one, category, category_after_message(category))]


def _no_reply_needed(one: Happening, category: str) -> list[Event]:
    return [_logged(MESSAGE_RECEIVED, one.at, CUSTOMER, needs_no_reply=True)]


def _agent_reply(one: Happening, category: str) -> list[Event]:
    if category == CLOSED:
        raise Refused(one.where, "the ticket is closed; nobody can reply on it any more")
    after = one.said.get("status") or category_after_reply(category)
    return [_logged(MESSAGE_SENT, one.at, AGENT), *_moved(one, category, after)]


def _auto_reply(one: Happening, category: str) -> list[Event]:
    return [_logged(MESSAGE_SENT, one.at, MACHINE)]


def _note(one: Happening, category: str) -> list[Event]:
    return [_logged(NOTE_ADDED, one.at, AGENT)]


def _status(one: Happening, category: str) -> list[Event]:
    return _moved(one, category, one.said["to"])


def _priority(one: Happening, category: str) -> list[Event]:
    return [_logged(PRIORITY_CHANGED, one.at, AGENT, new=one.said["to"])]


def _spam(one: Happening, category: str) -> list[Event]:
    return [_logged(MARKED_SPAM, one.at, AGENT)]


def _restore(one: Happening, category: str) -> list[Event]:
    return [_logged(RESTORED, one.at, AGENT)]


def _moved(one: Happening, before: str, after: str) -> list[Event]:
    if before == after:
        return []
    if before == CLOSED:
        raise Refused(one.where, "the ticket is closed, and closed is the end")
    return [_logged(STATUS_CHANGED, one.at, AGENT, category=after)]


def _logged(kind: Kind, at: datetime, actor_kind: str, **data) -> Event:
    """A row of the log that belongs to nobody."""
    return Event(tenant_id=None, kind=kind.name, occurred_at=at, actor_kind=actor_kind, data=data)


_LOGS: dict[str, Callable[[Happening, str], list[Event]]] = {
    "customer_message": _customer_message,
    "agent_reply": _agent_reply,
    "note": _note,
    "auto_reply": _auto_reply,
    "no_reply_needed": _no_reply_needed,
    "status": _status,
    "priority": _priority,
    "spam": _spam,
    "restore": _restore,
}
