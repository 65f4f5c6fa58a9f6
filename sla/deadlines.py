"""The rows the sweep reads: for each running clock when it breaks its promise, and when each rule must look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from helpdesk.tenancy.keeping import kept
from sla import escalation_points, ledger, opening_hours
from sla.engine import points
from sla.engine.clock import EVERY_SECOND, ClockState
from sla.ledger import Page
from sla.measures.base import DONE, NEW, OPEN
from sla.models import Clock, Deadline, EscalationRule
from tickets.automation import loops

# A reply that was made in time but committed slowly is seen first (sla.md §11.4).
GRACE = timedelta(seconds=5)
COUNTS_WHILE = frozenset({NEW, OPEN})
PENDING, FIRED = Deadline.State.PENDING, Deadline.State.FIRED
CANCELLED, SUPERSEDED = Deadline.State.CANCELLED, Deadline.State.SUPERSEDED


@dataclass(frozen=True)
class Point:
    """A moment to look: which rule (none: the breach itself), at how many seconds of the clock, and when."""

    key: str
    rule: EscalationRule | None
    threshold: int
    fire_at: datetime | None


def sync(pages: list[tuple[Page, list[ClockState]]], now: datetime) -> None:
    """Make the deadlines of tickets follow their clocks that changed. What has fired stays fired."""
    rules = kept(EscalationRule, "in force", lambda: list(EscalationRule.objects.in_force().in_order()))
    for_tickets = [rule for rule in rules if not rule.looks_at_a_clock]
    if not for_tickets and not any(changed for _page, changed in pages):
        return
    stored = _stored(pages, with_tickets=bool(for_tickets))
    new: list[Deadline] = []
    moved: list[Deadline] = []
    for page, changed in pages:
        for state in changed:
            row = page.row_of(state)
            has = stored.get((page.ticket.pk, row.pk), {})
            _compare(page, row, _clock_points(page, state, rules), has, now, new, moved)
        wanted = [point for rule in for_tickets for point in _ticket_points(page, rule)]
        _compare(page, None, wanted, stored.get((page.ticket.pk, None), {}), now, new, moved)
    Deadline.objects.bulk_create(new)
    ledger.store([(one, ["fire_at", "state", "fired_at", "threshold", "depth"]) for one in moved])


def _stored(pages: list[tuple[Page, list[ClockState]]], with_tickets: bool) -> dict[tuple, dict[str, Deadline]]:
    pages = [(page, changed) for page, changed in pages if page.has_deadlines]
    if not pages:
        return {}
    clocks = [page.row_of(state).pk for page, changed in pages for state in changed]
    wanted = Q(clock__in=clocks)
    if with_tickets:
        wanted |= Q(clock=None, commitment=None, ticket__in=[page.ticket for page, _changed in pages])
    found: dict[tuple, dict[str, Deadline]] = {}
    for deadline in Deadline.objects.filter(wanted):
        found.setdefault((deadline.ticket_id, deadline.clock_id), {})[deadline.point_key] = deadline
    return found


def _clock_points(page: Page, state: ClockState, rules: list[EscalationRule]) -> Iterable[Point]:
    if not state.is_active:
        return
    rests = state.shown_state != Clock.State.RUNNING
    yield Point("breach", None, state.target_s, None if rests or not state.due_at else state.due_at + GRACE)
    for rule in rules:
        for turn in escalation_points.turns(rule) if rule.metric == state.metric else ():
            threshold = escalation_points.threshold(rule, state.target_s, turn)
            at = None if rests else escalation_points.instant(rule, state, page.clocks.time_of(state), turn)
            # No rule acts on a breach that a reply made in time can still take back.
            fire_at = at + GRACE if at and threshold >= state.target_s else at
            yield Point(escalation_points.key(rule, turn), rule, threshold, fire_at)


def _ticket_points(page: Page, rule: EscalationRule) -> Iterable[Point]:
    """`unassigned` and `idle` count in new and open only, in the business time of the ticket's policy."""
    watch, facts = page.watch, page.clocks.facts
    since, seq = {
        EscalationRule.Trigger.UNASSIGNED: (watch.unassigned_since, watch.unassigned_seq),
        EscalationRule.Trigger.IDLE: (watch.idle_since, watch.idle_seq),
    }[EscalationRule.Trigger(rule.trigger)]
    if since is None or facts is None or facts.category in DONE or facts.hidden_reason:
        return
    terms = page.clocks.terms
    calendar = terms.calendar if terms else opening_hours.default_of(page.standing)
    time = page.clocks.calendars.get(calendar, EVERY_SECOND)
    for turn in escalation_points.turns(rule):
        seconds = 60 * (rule.amount + (rule.repeat_minutes or 0) * turn)
        at = points.since_anchor(since, facts.history, time, seconds, COUNTS_WHILE)
        yield Point(escalation_points.key(rule, turn, seq), rule, seconds, at)


def _compare(page: Page, row: Clock | None, wanted: Iterable[Point], has: dict[str, Deadline], now, new, moved) -> None:
    by_key = {point.key: point for point in wanted}
    for key, point in by_key.items():
        if key not in has:
            new.append(_make(page, row, point, bool(has) or row is None, now))
    moved += [one for key, one in has.items() if _move(one, by_key.get(key), row, now)]


def _make(page: Page, row: Clock | None, point: Point, is_older: bool, now: datetime) -> Deadline:
    """A rule that came after its point had passed does not act on what was before it (sla.md §10.5)."""
    came_late = bool(point.rule and is_older and point.fire_at and point.fire_at <= point.rule.changed_at)
    was_breached = point.rule is None and row is not None and row.breached_at is not None
    return Deadline(
        ticket=page.ticket,
        clock=row,
        kind=Deadline.Kind.RULE if point.rule else Deadline.Kind.BREACH,
        rule=point.rule,
        point_key=point.key,
        threshold=point.threshold,
        fire_at=point.fire_at,
        depth=_depth(point, now),
        state=FIRED if was_breached else SUPERSEDED if came_late else PENDING,
        fired_at=now if was_breached else None,
    )


def _move(one: Deadline, point: Point | None, row: Clock | None, now: datetime) -> bool:
    """Bring a stored deadline to where its point is now; says whether that changed it."""
    before = one.state, one.fire_at, one.threshold
    if one.state not in (PENDING, CANCELLED):
        return False
    if one.kind == Deadline.Kind.BREACH and row is not None and row.breached_at:
        one.state, one.fired_at = FIRED, now
    elif point is None:
        one.state = CANCELLED
    else:
        if one.fire_at != point.fire_at:
            one.depth = _depth(point, now)
        one.state, one.fire_at, one.threshold = PENDING, point.fire_at, point.threshold
    return before != (one.state, one.fire_at, one.threshold)


def _depth(point: Point, now: datetime) -> int:
    """A point that a rule put into the past goes on the rule's chain; one still ahead comes with time."""
    return loops.depth() if point.fire_at and point.fire_at <= now else 0
