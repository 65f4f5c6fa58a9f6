"""What each ticket event means for the clocks (sla.md §5 to §8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sla.engine import events
from sla.engine.clock import SATISFIED
from sla.engine.terms import BUSINESS, RESTART
from sla.engine.ticket import Change, TicketClocks
from sla.measures import MEASURES
from sla.measures.base import CLOSED, DONE, NEW, OPEN, Facts


class ClosedForMerging(Exception):
    """A closed ticket takes in no other."""


def apply(ticket: TicketClocks, event: events.Event) -> list[Change]:
    """Move the clocks of a ticket past one event and return what changed.

    Instants are cut to the second and never run backwards on one ticket.
    """
    at = event.at.replace(microsecond=0)
    at = ticket.last_at = max(at, ticket.last_at or at)
    before = len(ticket.changes)
    ticket.look(at)
    if ticket.facts is None:
        assert isinstance(event, events.Created), "the first event of a ticket is its creation"
        _begin(ticket, event, at)
    else:
        _HANDLERS[type(event)](ticket, ticket.facts, event, at)
    ticket.settle(at)
    return ticket.changes[before:]


def merge_out(ticket: TicketClocks, at: datetime) -> events.Wait | None:
    """End a ticket in another one; return the wait to hand over with MergedIn."""
    at = max(at.replace(microsecond=0), ticket.last_at or at)
    ticket.look(at)
    waiting = ticket.reply_clock()
    wait = events.Wait(waiting.started_at, bool(waiting.breached_at)) if waiting else None
    apply(ticket, events.MergedInto(at))
    return wait


def _begin(ticket: TicketClocks, event: events.Created, at: datetime) -> None:
    ticket.terms, ticket.priority = event.terms, event.priority
    facts = ticket.facts = Facts(at, event.category, history=[(at, event.category)])
    facts.answered = event.by == "agent" or event.was_answered
    if event.by == "history" or event.category in DONE:
        return
    facts.work_since = at
    if event.waits and event.by != "agent":
        facts.waiting_since = (event.waiting_since or at).replace(microsecond=0)
    elif facts.answered:
        facts.updated_at = at


def _customer_wrote(ticket: TicketClocks, facts: Facts, event: events.CustomerMessage, at: datetime) -> None:
    # One that opens a solved ticket again counts from then on.
    since = event.since.replace(microsecond=0) if event.since and facts.category not in DONE else at
    facts.waiting_since = min(since, facts.waiting_since or since)
    if event.category:
        _enter(ticket, facts, event.category, at)


def _agent_replied(ticket: TicketClocks, facts: Facts, event: events.AgentReply, at: datetime) -> None:
    # The public first message of a ticket that an agent opened is the reply it was opened with.
    is_opening = facts.answered and at == facts.created_at
    if not is_opening and (not event.by_bot or (ticket.terms and ticket.terms.bot_reply_counts)):
        for clock in ticket.active_clocks():
            if MEASURES[clock.metric].satisfied_by_reply:
                ticket.satisfy(clock, at)
        facts.answered, facts.waiting_since = True, None
        if facts.category not in DONE:
            facts.updated_at = at
    if event.category:
        _enter(ticket, facts, event.category, at)


def _nothing(ticket: TicketClocks, facts: Facts, event: events.Event, at: datetime) -> None:
    """Heard, and without effect."""


def _status_changed(ticket: TicketClocks, facts: Facts, event: events.StatusChanged, at: datetime) -> None:
    _enter(ticket, facts, event.category, at)


def _enter(ticket: TicketClocks, facts: Facts, category: str, at: datetime) -> None:
    before, facts.category = facts.category, category
    if before == category:
        return
    facts.history.append((at, category))
    if category in DONE and before not in DONE:
        _finish(ticket, facts, at)
    elif before in DONE and category not in DONE:
        _reopen(ticket, facts, at)
    for clock in ticket.active_clocks():
        ticket.align(clock, at)


def _finish(ticket: TicketClocks, facts: Facts, at: datetime) -> None:
    for clock in ticket.active_clocks():
        measure = MEASURES[clock.metric]
        if measure.measures_work:
            ticket.satisfy(clock, at)
        elif measure.is_update and clock.started_at == at:
            # Started by the reply of this very action: that reply left nothing to update.
            ticket.clocks.remove(clock)
            ticket.note(clock, "withdraw", at)
        else:
            ticket.cancel(clock, at, measure.cancelled_on_resolve)
    facts.waiting_since = facts.updated_at = None


def _reopen(ticket: TicketClocks, facts: Facts, at: datetime) -> None:
    if facts.waiting_since and facts.waiting_since < at:
        facts.waiting_since = None  # written to a solved ticket without reopening it: not what reopens it now
    if facts.answered:
        facts.updated_at = at
    else:
        facts.waiting_since = at
    if facts.work_since is None or (ticket.terms and ticket.terms.on_reopen == RESTART):
        facts.work_since = at
        return
    for metric, measure in MEASURES.items():
        target = ticket.terms and ticket.terms.target(metric, ticket.priority)
        last = next((clock for clock in reversed(ticket.clocks) if clock.metric == metric), None)
        if measure.measures_work and target and last and last.state == SATISFIED:
            ticket.take_up_again(last, target, at)


def _priority_changed(ticket: TicketClocks, facts: Facts, event: events.PriorityChanged, at: datetime) -> None:
    ticket.priority = event.priority
    _retarget(ticket, at)


def _policy_selected(ticket: TicketClocks, facts: Facts, event: events.PolicySelected, at: datetime) -> None:
    ticket.terms, ticket.priority = event.terms, event.priority or ticket.priority
    _retarget(ticket, at)


def _retarget(ticket: TicketClocks, at: datetime) -> None:
    for clock in ticket.active_clocks():
        target = ticket.terms and ticket.terms.target(clock.metric, ticket.priority)
        if not target or not ticket.terms:
            ticket.cancel(clock, at, "policy_removed")
            continue
        before = clock.target_s, clock.basis, clock.calendar, clock.policy_version
        clock.aim_at(target, ticket.terms.calendar, ticket.terms.version)
        if before != (clock.target_s, clock.basis, clock.calendar, clock.policy_version):
            ticket.aim(clock)
            ticket.note(clock, "retarget", at)


def _calendar_changed(ticket: TicketClocks, facts: Facts, event: events.CalendarChanged, at: datetime) -> None:
    ticket.calendars[event.name] = event.calendar
    for clock in ticket.active_clocks():
        if clock.basis == BUSINESS and clock.calendar == event.name:
            ticket.aim(clock)
            ticket.note(clock, "recount", at)


def _hidden(ticket: TicketClocks, facts: Facts, event: events.Hidden, at: datetime) -> None:
    if facts.hidden_reason:
        return
    facts.hidden.append((at, None))
    facts.hidden_reason = event.reason
    for clock in ticket.clocks:
        clock.hidden = event.reason
    for clock in ticket.active_clocks():
        ticket.align(clock, at)


def _restored(ticket: TicketClocks, facts: Facts, event: events.Restored, at: datetime) -> None:
    if not facts.hidden_reason:
        return
    facts.hidden[-1] = facts.hidden[-1][0], at
    facts.hidden_reason = ""
    for clock in ticket.clocks:
        clock.hidden = ""
    for clock in ticket.active_clocks():
        ticket.align(clock, at)


def _merged_into(ticket: TicketClocks, facts: Facts, event: events.MergedInto, at: datetime) -> None:
    waiting = ticket.reply_clock()
    for clock in ticket.active_clocks():
        ticket.cancel(clock, at, "carried" if clock is waiting and not clock.breached_at else "merged")
    facts.merged = True


def _merged_in(ticket: TicketClocks, facts: Facts, event: events.MergedIn, at: datetime) -> None:
    if facts.category == CLOSED:
        raise ClosedForMerging
    wait, own = event.wait, ticket.reply_clock()
    if wait is None or (wait.breached and own):
        return
    since = at if wait.breached else wait.since
    if own and since < own.started_at:
        _start_earlier(ticket, own, since, at)
    if wait.breached and not _owes_replies(ticket, facts):
        return
    if facts.category not in (NEW, OPEN):
        _enter(ticket, facts, OPEN, at)
    facts.waiting_since = min(since, facts.waiting_since or since)


def _start_earlier(ticket: TicketClocks, clock, since: datetime, at: datetime) -> None:
    """A wait taken over from another ticket counts from its own beginning."""
    clock.runs.insert(0, (since, clock.started_at))
    clock.started_at = since
    if len(clock.runs) > 1 and clock.runs[1][0] == clock.runs[0][1]:
        clock.runs[:2] = [(since, clock.runs[1][1])]
    ticket.aim(clock)
    ticket.note(clock, "carry", at)


def _owes_replies(ticket: TicketClocks, facts: Facts) -> bool:
    waiting = replace(facts, waiting_since=facts.history[-1][0])
    owed = [measure.metric for measure in MEASURES.values() if measure.awaits_reply and measure.owed_since(waiting)]
    return any(ticket.terms and ticket.terms.target(metric, ticket.priority) for metric in owed)


def _waived(ticket: TicketClocks, facts: Facts, event: events.Waived, at: datetime) -> None:
    for clock in ticket.clocks:
        if (clock.metric, clock.instance) == (event.metric, event.instance) and clock.breached_at:
            clock.waived_by = event.by
            ticket.note(clock, "waive", at)


_HANDLERS: dict[type[events.Event], Callable] = {
    events.CustomerMessage: _customer_wrote,
    events.AgentReply: _agent_replied,
    events.Uncounted: _nothing,
    events.StatusChanged: _status_changed,
    events.PriorityChanged: _priority_changed,
    events.PolicySelected: _policy_selected,
    events.CalendarChanged: _calendar_changed,
    events.Hidden: _hidden,
    events.Restored: _restored,
    events.MergedInto: _merged_into,
    events.MergedIn: _merged_in,
    events.Waived: _waived,
}
