"""Remember what a clock forgets when it changes: points it has passed, and when it was due before it was hidden.

A point that was passed has fired, and stays where it was whatever the target becomes (sla.md §10.5).
"""

from datetime import datetime

from sla.engine import points
from sla.engine.clock import ClockState
from sla.engine.ticket import TicketClocks
from sla.probe.reading import Point

Key = tuple[str, int]

COMPUTE = {"percent": points.percent, "before": points.before_due, "after": points.after_due}


class Passed:
    """The memory of one ticket, kept up by a note before each event."""

    def __init__(self, asked: tuple[Point, ...]):
        self.points = asked
        self._instants: dict[tuple[Key, Point], datetime] = {}
        self._dues: dict[Key, datetime | None] = {}

    def note(self, clocks: TicketClocks, now: datetime) -> None:
        """Keep the points that lie before `now`, and the due times that stand just before it."""
        for clock in clocks.clocks:
            if clock.is_active:
                self._keep(clocks, clock, now)
            if not clock.hidden:
                self._dues[_key(clock)] = clock.due_at

    def note_ends(self, clocks: TicketClocks) -> None:
        """Keep all that the finished clocks have reached: nothing moves them any more, not even other hours."""
        for clock in clocks.clocks:
            if not clock.is_active:
                self._keep(clocks, clock, None)

    def due(self, clock: ClockState) -> datetime | None:
        """Return when a clock is due; for one that ended, by being hidden too, when it was last."""
        return self._dues.get(_key(clock)) if clock.hidden and clock.is_active else clock.due_at

    def instants(self, clocks: TicketClocks, clock: ClockState) -> dict[str, datetime | None]:
        """Return the points asked for; None for those that the clock does not come to."""
        return {point.asked: self._instant(clocks, clock, point) for point in self.points}

    def _instant(self, clocks: TicketClocks, clock: ClockState, point: Point) -> datetime | None:
        kept = self._instants.get((_key(clock), point))
        return kept or (_compute(clocks, clock, point) if clock.is_active else None)

    def _keep(self, clocks: TicketClocks, clock: ClockState, now: datetime | None) -> None:
        for point in self.points:
            at = _compute(clocks, clock, point)
            if at and (now is None or at < now):
                self._instants.setdefault((_key(clock), point), at)


def _compute(clocks: TicketClocks, clock: ClockState, point: Point) -> datetime | None:
    return COMPUTE[point.kind](clock, clocks.time_of(clock), point.amount)


def _key(clock: ClockState) -> Key:
    return clock.metric, clock.instance
