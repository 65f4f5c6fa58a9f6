"""Answer with the clocks of a ticket as they stand."""

from typing import Any

from sla.engine.clock import ClockState, outcome
from sla.measures import MEASURES
from sla.probe.playing import Told
from sla.probe.values import written

ORDER = list(MEASURES)


def tell(ticket: Told) -> dict[str, Any]:
    """Return what a request about clocks is answered with; before its creation a ticket has no status."""
    return _timers(ticket) | {"status": ticket.category}


def _timers(ticket: Told) -> dict[str, Any]:
    clocks = ticket.clocks.clocks if ticket.clocks else []
    in_order = sorted(clocks, key=lambda clock: (ORDER.index(clock.metric), clock.instance))
    told: dict[str, Any] = {"timers": [_timer(ticket, clock) for clock in in_order]}
    if ticket.merged:
        told["merged"] = [_timers(loser) for loser in ticket.merged]
    return told


def _timer(ticket: Told, clock: ClockState) -> dict[str, Any]:
    assert ticket.clocks
    points = ticket.passed.instants(ticket.clocks, clock)
    return {
        "metric": clock.metric,
        "instance": clock.instance,
        "state": clock.shown_state,
        "outcome": outcome(clock),
        "due_at": written(ticket.passed.due(clock)),
        "satisfied_at": written(clock.satisfied_at),
        "breached_at": written(clock.breached_at),
        "consumed_s": clock.consumed_s,
        "points": {asked: written(at) for asked, at in points.items()},
    }
