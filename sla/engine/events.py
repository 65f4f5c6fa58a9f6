"""What the clocks of a ticket hear about. Every event carries its instant; order is the caller's."""

from dataclasses import dataclass
from datetime import datetime

from sla.calendars import Calendar
from sla.engine.terms import Terms


@dataclass(frozen=True)
class Event:
    """Something that happened on a ticket."""

    at: datetime


@dataclass(frozen=True)
class Created(Event):
    """The ticket began.

    `by`: customer, agent (with a public first message), agent_private (a contact noted down), or
    history (imported, nothing is owed for it). `waiting_since` is the received instant of an
    unanswered message that a split moved here. `was_answered` and `waits` say where an imported
    ticket stands: whether anybody ever answered, and whether its customer waits for an answer.
    """

    by: str = "customer"
    category: str = "new"
    priority: str = "normal"
    terms: Terms | None = None
    waiting_since: datetime | None = None
    was_answered: bool = False
    waits: bool = True


@dataclass(frozen=True)
class CustomerMessage(Event):
    """A customer wrote and expects an answer. `category` is the one the ticket moves to with it, `since` when it was
    written, where it comes to this ticket only now."""

    category: str | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class AgentReply(Event):
    """An agent answered for the customer to read. `category` is the one the ticket moves to with it."""

    category: str | None = None
    by_bot: bool = False


@dataclass(frozen=True)
class Uncounted(Event):
    """A note, an automatic mail, a bare thank-you: no clock starts or stops."""


@dataclass(frozen=True)
class StatusChanged(Event):
    """The ticket moved to another category."""

    category: str


@dataclass(frozen=True)
class PriorityChanged(Event):
    """Another row of targets applies."""

    priority: str


@dataclass(frozen=True)
class PolicySelected(Event):
    """Other terms apply, None when no policy matches any more; with them, perhaps, another priority."""

    terms: Terms | None
    priority: str | None = None


@dataclass(frozen=True)
class CalendarChanged(Event):
    """The named calendar reads differently from now on, for the past too where it says so."""

    name: str
    calendar: Calendar


@dataclass(frozen=True)
class Hidden(Event):
    """The ticket was taken for spam, or deleted."""

    reason: str = "spam"


@dataclass(frozen=True)
class Restored(Event):
    """The ticket is back; the time away was a pause for every clock."""


@dataclass(frozen=True)
class Wait:
    """What a merged ticket brings along: since when its customer waited, and whether too long already."""

    since: datetime
    breached: bool


@dataclass(frozen=True)
class MergedInto(Event):
    """This ticket ended in another one."""


@dataclass(frozen=True)
class MergedIn(Event):
    """Another ticket ended in this one, with the wait it brought."""

    wait: Wait | None


@dataclass(frozen=True)
class Waived(Event):
    """A breach was forgiven, by whom it concerns."""

    metric: str
    instance: int
    by: str
