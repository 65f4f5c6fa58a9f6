"""All clocks of one ticket: apply an event, and they stand as the promises say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sla.engine.clock import CANCELLED, EVERY_SECOND, PAUSED, RUNNING, SATISFIED, ClockState, Run, Time, consumed, reach
from sla.engine.terms import BUSINESS, Target, Terms
from sla.measures import MEASURES
from sla.measures.base import DONE, Facts, Measure


@dataclass(frozen=True)
class Change:
    """One line of a clock's history."""

    metric: str
    instance: int
    type: str
    at: datetime
    due_at: datetime | None
    reason: str = ""


class TicketClocks:
    """The state between two events. `calendars` gives each calendar by its key, as it reads now."""

    def __init__(self, calendars: Mapping[Any, Time]):
        self.calendars = dict(calendars)
        self.facts: Facts | None = None
        self.terms: Terms | None = None
        self.priority = "normal"
        self.clocks: list[ClockState] = []
        self.last_at: datetime | None = None
        self.changes: list[Change] = []

    # Reading

    def active(self, metric: str) -> ClockState | None:
        """Return the running or paused clock of a metric."""
        return next((clock for clock in self.clocks if clock.metric == metric and clock.is_active), None)

    def active_clocks(self) -> list[ClockState]:
        """Return running and paused clocks in the order of the measures."""
        return [clock for metric in MEASURES if (clock := self.active(metric))]

    def reply_clock(self) -> ClockState | None:
        """Return the clock that waits for an answer, the first or a later one."""
        return next((clock for clock in self.active_clocks() if MEASURES[clock.metric].awaits_reply), None)

    def time_of(self, clock: ClockState) -> Time:
        """Return the kind of time a clock counts in."""
        return self.calendars[clock.calendar] if clock.basis == BUSINESS else EVERY_SECOND

    def next_due(self) -> ClockState | None:
        """Return the running clock that is due first; breached ones come before all others."""
        running = [clock for clock in self.clocks if clock.state == RUNNING and clock.due_at]
        return min(running, key=lambda clock: (not clock.breached_at, clock.due_at), default=None)

    # Time passing

    def look(self, now: datetime) -> list[ClockState]:
        """Mark the clocks whose due time has passed, each at its due time, and return them. Repeats add nothing."""
        late = [
            clock
            for clock in self.clocks
            if clock.state == RUNNING and clock.due_at and clock.due_at < now and not clock.breached_at
        ]
        for clock in late:
            clock.breached_at = clock.due_at
            self.note(clock, "breach", now)
        return late

    def count_up_to(self, now: datetime) -> None:
        """Bring `consumed_s` of every clock that may run up to `now`."""
        for clock in self.clocks:
            if clock.is_active:
                clock.consumed_s = consumed(clock.runs, self.time_of(clock), now)

    # Moves of one clock; the events below are made of them

    def start(self, measure: Measure, target: Target, since: datetime, at: datetime) -> None:
        """Begin the next instance, as if it had been there `since` then."""
        assert self.facts is not None
        assert self.terms is not None
        instance = 1 + sum(clock.metric == measure.metric for clock in self.clocks)
        clock = ClockState(measure.metric, instance, since, 0, BUSINESS, None, None, PAUSED)
        clock.aim_at(target, self.terms.calendar, self.terms.version)
        clock.hidden = self.facts.hidden_reason
        clock.runs = counted_runs(self.facts, measure, since)
        if clock.runs and clock.runs[-1][1] is None:
            clock.state = RUNNING
        self.clocks.append(clock)
        self.aim(clock)
        self.note(clock, "start", at)

    def aim(self, clock: ClockState) -> None:
        """Work out anew when a clock is due; a resting one is not due."""
        clock.due_at = reach(clock.runs, self.time_of(clock), clock.target_s) if clock.state == RUNNING else None

    def align(self, clock: ClockState, at: datetime) -> None:
        """Run or rest, as the ticket's category says."""
        assert self.facts
        rests = self.facts.hidden_reason or self.facts.category in MEASURES[clock.metric].rests_in
        if rests and clock.state == RUNNING:
            self.pause(clock, at)
        elif not rests and clock.state == PAUSED:
            clock.run_from(at)
            self.aim(clock)
            self.note(clock, "resume", at)

    def pause(self, clock: ClockState, at: datetime) -> None:
        """Let a clock rest."""
        clock.stop_at(at)
        clock.state = PAUSED
        self.aim(clock)
        self._count(clock, at)
        self.note(clock, "pause", at)

    def satisfy(self, clock: ClockState, at: datetime) -> None:
        """Keep the promise, or keep it late."""
        if clock.breached_at and clock.due_at and at <= min(clock.breached_at, clock.due_at):
            # The sweep saw the due time pass before this reply, made in time, was committed.
            clock.breached_at = None
            self.note(clock, "breach_revoked", at)
        clock.stop_at(at)
        clock.state, clock.satisfied_at = SATISFIED, at
        self._count(clock, at)
        self.note(clock, "satisfy", at)

    def cancel(self, clock: ClockState, at: datetime, reason: str) -> None:
        """Let the promise drop; a breach that happened stays."""
        clock.stop_at(at)
        clock.state, clock.cancelled_at, clock.reason = CANCELLED, at, reason
        self._count(clock, at)
        self.note(clock, "cancel", at)

    def take_up_again(self, clock: ClockState, target: Target, at: datetime) -> None:
        """Let a satisfied clock go on where it stopped, towards the target of today."""
        assert self.terms
        clock.state, clock.satisfied_at = PAUSED, None
        clock.aim_at(target, self.terms.calendar, self.terms.version)
        self.aim(clock)
        self.note(clock, "reopen", at)
        self.align(clock, at)

    def note(self, clock: ClockState, type: str, at: datetime) -> None:
        """Remember a change for the history."""
        self.changes.append(Change(clock.metric, clock.instance, type, at, clock.due_at, clock.shown_reason))

    # After every event

    def settle(self, at: datetime) -> None:
        """Start what is owed and mark what the event itself put into the past."""
        assert self.facts
        if self.terms and self.facts.category not in DONE and not self.facts.merged:
            for measure in MEASURES.values():
                target = self.terms.target(measure.metric, self.priority)
                since = measure.owed_since(self.facts)
                if target and since and not self.active(measure.metric):
                    self.start(measure, target, since, at)
        for clock in self.clocks:
            if clock.state == RUNNING and clock.due_at and clock.due_at < at and not clock.breached_at:
                clock.breached_at = at
                self.note(clock, "breach", at)

    def _count(self, clock: ClockState, at: datetime) -> None:
        clock.consumed_s = consumed(clock.runs, self.time_of(clock), at)


def counted_runs(facts: Facts, measure: Measure, since: datetime) -> list[Run]:
    """Return the stretches since then that count for a measure; the last is open while it counts now.

    A wait carried over by a merge can be older than the ticket: it counts as the first category does.
    """
    ends = [at for at, _category in facts.history[1:]] + [None]
    first = min(since, facts.history[0][0])
    starts = [first] + [at for at, _category in facts.history[1:]]
    runs: list[Run] = []
    for start, end, (_at, category) in zip(starts, ends, facts.history, strict=True):
        if category not in measure.rests_in and (end is None or end > since):
            begin = max(start, since)
            if runs and runs[-1][1] == begin:
                begin = runs.pop()[0]
            runs.append((begin, end))
    for away, back in facts.hidden:
        runs = [piece for run in runs for piece in _without(run, away, back)]
    return runs


def _without(run: Run, away: datetime, back: datetime | None) -> list[Run]:
    start, end = run
    pieces: list[Run] = []
    if start < away:
        pieces.append((start, away if end is None else min(end, away)))
    if back is not None and (end is None or end > back):
        pieces.append((max(start, back), end))
    return pieces
