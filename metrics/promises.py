"""How each of a ticket's clocks ended, for the share of promises kept."""

from dataclasses import dataclass
from datetime import datetime

from sla.engine.clock import VOID_REASONS
from sla.models import Clock


@dataclass(frozen=True)
class Verdict:
    """A promise that was kept or broken, at the instant that decided it."""

    is_met: bool
    at: datetime


def verdict(clock: Clock) -> Verdict | None:
    """Return None for a clock that is still open, or void (spec/sla.md §6): neither counts."""
    if clock.hidden or clock.waived_by or clock.reason in VOID_REASONS:
        return None
    if clock.breached_at:
        return Verdict(False, clock.breached_at)
    if clock.state_below != Clock.State.SATISFIED:
        return None
    if clock.due_at and clock.satisfied_at > clock.due_at:
        return Verdict(False, clock.due_at)
    return Verdict(True, clock.satisfied_at)
