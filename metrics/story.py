"""What a ticket's events amount to: who stood where, what was answered and solved, and when it was work."""

from dataclasses import dataclass, field
from datetime import datetime

from metrics.timekeeping import Stretch, Time
from tickets.models import Priority, StatusCategory
from tickets.models.status import UNRESOLVED


@dataclass(frozen=True)
class Standing:
    """Whose the ticket is at one moment, and how urgent."""

    team_id: int | None
    agent_id: int | None
    priority: int


@dataclass(frozen=True)
class Reply:
    seq: int
    at: datetime
    author_id: int | None
    standing: Standing
    is_first: bool
    seconds: int
    business_seconds: int


@dataclass
class Resolve:
    seq: int
    at: datetime
    by: str
    by_agent: int | None
    standing: Standing
    is_first: bool
    public_replies: int
    total: tuple[int, int]  # (calendar, business) seconds
    active: tuple[int, int]
    wait: tuple[int, int]
    is_standing: bool = True
    is_reopened: bool = False


@dataclass
class Span:
    """A stretch of the backlog; `ended_by` is empty while it lasts."""

    from_at: datetime
    began_by: str
    category: str
    standing: Standing
    to_at: datetime | None = None
    ended_by: str = ""


@dataclass
class Story:
    """What the events say of a ticket so far."""

    time: Time
    created_at: datetime | None = None
    #: since when its first customer waited, where that is longer: a message split off, a call that waited in line
    asked_at: datetime | None = None
    is_imported: bool = False
    version: int = 0
    category: str = StatusCategory.NEW
    standing: Standing = Standing(None, None, Priority.NORMAL)
    is_hidden: bool = False
    is_started_by_agent: bool = False
    is_answered: bool = False
    waiting_since: datetime | None = None
    public_replies: int = 0
    reopen_count: int = 0
    replies: list[Reply] = field(default_factory=list)
    resolves: list[Resolve] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    standings: list[tuple[datetime, Standing]] = field(default_factory=list)
    has_opening_message: bool = False
    reopened: tuple[datetime, int | None] | None = None

    @property
    def is_unresolved(self) -> bool:
        return self.category in UNRESOLVED

    def standing_at(self, instant: datetime) -> Standing:
        """Whose the ticket was, after all that happened at that instant."""
        return next((one for at, one in reversed(self.standings) if at <= instant), self.standings[0][1])
