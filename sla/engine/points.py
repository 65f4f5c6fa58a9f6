"""The instants at which escalation rules look at a clock, in the clock's own time."""

from datetime import datetime

from sla.engine.clock import EVERY_SECOND, ClockState, Time, reach
from sla.engine.terms import CALENDAR

AT_RISK_PERCENT = 75


def percent(clock: ClockState, time: Time, share_percent: int) -> datetime | None:
    """Return when that part of the target is used up; None while the clock rests before it."""
    return at_second(clock, time, clock.target_s * share_percent // 100)


def before_due(clock: ClockState, time: Time, minutes: int) -> datetime | None:
    """Return the instant `minutes` of clock time before the target is used up, at the start if that is less."""
    return at_second(clock, time, clock.target_s - 60 * minutes)


def after_due(clock: ClockState, time: Time, minutes: int, basis: str = "") -> datetime | None:
    """Return the instant `minutes` after due, in clock time or, with basis `calendar`, by the wall."""
    if basis == CALENDAR:
        due = reach(clock.runs, time, clock.target_s)
        return EVERY_SECOND.add(due, 60 * minutes) if due else None
    return at_second(clock, time, clock.target_s + 60 * minutes)


def at_second(clock: ClockState, time: Time, seconds: int) -> datetime | None:
    """Return the instant at which the clock has used up `seconds`; its start for none."""
    return reach(clock.runs, time, seconds) if seconds > 0 else clock.started_at


def since_anchor(
    anchor: datetime, history: list[tuple[datetime, str]], time: Time, seconds: int, counts_in: frozenset[str]
) -> datetime | None:
    """Return when `seconds` have passed since the anchor while the ticket was in those categories."""
    ends = [at for at, _category in history[1:]] + [None]
    runs = [
        (max(start, anchor), end)
        for (start, category), end in zip(history, ends, strict=True)
        if category in counts_in and (end is None or end > anchor)
    ]
    return reach(runs, time, seconds)
