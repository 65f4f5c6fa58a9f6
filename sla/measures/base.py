"""What makes one clock differ from another: from when it is owed, when it rests, what ends it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

WITHOUT_REPLY = "resolved_without_reply"
PENDING, ON_HOLD, RESOLVED, CLOSED = "pending", "on_hold", "resolved", "closed"
NEW, OPEN = "new", "open"
CATEGORIES = (NEW, OPEN, PENDING, ON_HOLD, RESOLVED, CLOSED)
DONE = frozenset({RESOLVED, CLOSED})


@dataclass
class Facts:
    """What has happened on a ticket, as far as any clock cares."""

    created_at: datetime
    category: str
    answered: bool = False
    #: the oldest customer message nobody has answered
    waiting_since: datetime | None = None
    #: the last agent reply, or the reopening after one: from here the next update is owed
    updated_at: datetime | None = None
    #: creation, or the reopening that set the work clocks to zero; None before there was work
    work_since: datetime | None = None
    #: (instant, category) of every change, the creation first
    history: list[tuple[datetime, str]] = field(default_factory=list)
    #: stretches spent as spam or deleted, the last without an end while it lasts
    hidden: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    hidden_reason: str = ""
    merged: bool = False


@dataclass(frozen=True)
class Measure:
    """One of the clocks: `owed_since` reads the facts and says from when it should be running."""

    metric: str
    owed_since: Callable[[Facts], datetime | None]
    rests_in: frozenset[str] = frozenset()
    satisfied_by_reply: bool = False
    #: why resolving cancels it; empty when resolving is what satisfies it
    cancelled_on_resolve: str = ""

    @property
    def measures_work(self) -> bool:
        """Whether resolving is the promise, so that reopening takes it up again."""
        return not self.cancelled_on_resolve

    @property
    def awaits_reply(self) -> bool:
        """Whether a customer waits for an answer while it runs; such a wait is carried along by a merge."""
        return self.cancelled_on_resolve == WITHOUT_REPLY

    @property
    def is_update(self) -> bool:
        """Whether a reply starts it anew, so that the reply which also resolves leaves nothing to run."""
        return self.satisfied_by_reply and not self.awaits_reply


def the_work(facts: Facts) -> datetime | None:
    """The whole way from the creation to the resolution."""
    return facts.work_since


def the_next_update(facts: Facts) -> datetime | None:
    """News for the customer, counted from the last there was."""
    return facts.updated_at
