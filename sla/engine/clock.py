"""One clock: the stretches in which it ran, and the instants that follow from them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sla.calendars import AlwaysOpen, CalendarExhausted
from sla.engine.terms import BUSINESS, Target

RUNNING, PAUSED, SATISFIED, CANCELLED = "running", "paused", "satisfied", "cancelled"
ACTIVE = frozenset({RUNNING, PAUSED})
MET, MISSED, STILL_OPEN, VOID = "met", "missed", "open", "void"
VOID_REASONS = frozenset({"carried"})

Run = tuple[datetime, datetime | None]


class Time(Protocol):
    """Business time or calendar time."""

    def elapsed(self, start: datetime, end: datetime) -> int: ...

    def add(self, start: datetime, seconds: int) -> datetime: ...


EVERY_SECOND = AlwaysOpen()


@dataclass
class ClockState:
    """One measure of one ticket. Times that a paused or finished clock does not have are None."""

    metric: str
    instance: int
    started_at: datetime
    target_s: int
    basis: str
    calendar: Any
    policy_version: Any
    state: str
    runs: list[Run] = field(default_factory=list)
    consumed_s: int = 0
    due_at: datetime | None = None
    satisfied_at: datetime | None = None
    breached_at: datetime | None = None
    cancelled_at: datetime | None = None
    reason: str = ""
    waived_by: str = ""
    #: spam or deleted, while the ticket is; the state below it goes on
    hidden: str = ""

    @property
    def is_active(self) -> bool:
        """Whether it can still run."""
        return self.state in ACTIVE

    @property
    def shown_state(self) -> str:
        """The state as others see it: a hidden ticket has no active clocks."""
        return CANCELLED if self.hidden and self.is_active else self.state

    @property
    def shown_reason(self) -> str:
        """Why it is cancelled or does not count."""
        return self.hidden or self.reason

    @property
    def is_exhausted(self) -> bool:
        """Whether it runs on a calendar that never reaches the target."""
        return self.state == RUNNING and self.due_at is None

    def aim_at(self, target: Target, calendar: Any, policy_version: Any) -> None:
        """Take another target; what ran stays and is counted anew."""
        self.target_s, self.basis = target.seconds, target.basis
        self.calendar = calendar if target.basis == BUSINESS else None
        self.policy_version = policy_version

    def run_from(self, at: datetime) -> None:
        """Open a stretch."""
        self.state = RUNNING
        self.runs.append((at, None))

    def stop_at(self, at: datetime) -> None:
        """Close the open stretch, if there is one; one without length leaves no trace."""
        if self.runs and self.runs[-1][1] is None:
            start = self.runs.pop()[0]
            if start < at:
                self.runs.append((start, at))


def consumed(runs: list[Run], time: Time, until: datetime) -> int:
    """Return the clock time used up by `until`."""
    return sum(time.elapsed(start, min(end or until, until)) for start, end in runs)


def reach(runs: list[Run], time: Time, seconds: int) -> datetime | None:
    """Return the earliest instant at which the runs add up to `seconds`, the open one going on for ever.

    None when they never do: the clock rests, or its calendar does not open long enough.
    """
    left = seconds
    for start, end in runs:
        span = time.elapsed(start, end) if end else None
        if span is None or span >= left:
            try:
                return time.add(start, left)
            except CalendarExhausted:
                return None
        left -= span
    return None


def outcome(clock: ClockState) -> str:
    """Return met, missed (from the breach on), open, or void where nobody could keep or break the promise."""
    if clock.hidden or clock.waived_by or clock.reason in VOID_REASONS:
        return VOID
    if clock.breached_at:
        return MISSED
    if clock.is_active:
        return STILL_OPEN
    if clock.state == CANCELLED:
        return VOID
    assert clock.satisfied_at
    return MET if clock.due_at is None or clock.satisfied_at <= clock.due_at else MISSED


def lateness(clock: ClockState, time: Time) -> tuple[int, int]:
    """Return (business seconds, calendar seconds) between due and answered; business may be 0 after closing."""
    if not clock.due_at or not clock.satisfied_at:
        return 0, 0
    return time.elapsed(clock.due_at, clock.satisfied_at), EVERY_SECOND.elapsed(clock.due_at, clock.satisfied_at)
