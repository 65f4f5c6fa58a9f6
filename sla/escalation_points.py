"""When an escalation rule looks at a clock or a ticket, in seconds used up and as an instant (sla.md §10.1)."""

from datetime import datetime

from sla.engine import points
from sla.engine.clock import ClockState, Time
from sla.engine.terms import CALENDAR
from sla.models import EscalationRule

Trigger = EscalationRule.Trigger


def turns(rule: EscalationRule) -> range:
    """Return the numbers of a rule's points: the first one and its repeats."""
    return range(1 + (rule.repeat_times if rule.repeat_minutes else 0))


def threshold(rule: EscalationRule, target_seconds: int, turn: int) -> int:
    """Return how many seconds of a clock are used up at a point; less than one means its start."""
    seconds = {
        Trigger.PERCENT: target_seconds * rule.amount // 100,
        Trigger.BEFORE_DUE: target_seconds - 60 * rule.amount,
        Trigger.AFTER_DUE: target_seconds + 60 * rule.amount,
    }[Trigger(rule.trigger)]
    return seconds + 60 * (rule.repeat_minutes or 0) * turn


def instant(rule: EscalationRule, state: ClockState, time: Time, turn: int) -> datetime | None:
    """Return when a rule's point on a running clock is; None where it is never reached."""
    if rule.trigger == Trigger.AFTER_DUE and rule.basis == CALENDAR:
        return points.after_due(state, time, rule.amount + (rule.repeat_minutes or 0) * turn, CALENDAR)
    return points.at_second(state, time, threshold(rule, state.target_s, turn))


def key(rule: EscalationRule, turn: int, anchor: int | None = None) -> str:
    """Return what makes a point one point: the rule, its amount, the event it counts from, and its repeat number."""
    counted_from = "" if anchor is None else f"/from {anchor}"
    return f"rule {rule.pk}/{rule.trigger} {rule.amount}{counted_from}/{turn}"
