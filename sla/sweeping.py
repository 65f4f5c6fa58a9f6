"""Working off due deadlines: exactly once with any number of workers, in order, one bad row never in the way.

The sweep locks tickets, as everybody does who moves their clocks, and only those that are free: the others wait for the
next sweep, so neither ever waits for the other (sla.md §11.3). The deadlines of a locked ticket are nobody else's.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction

from helpdesk.base import causes, clock
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.sweeping import due_by_tenant
from sla import clocks, commitments_due, escalations, ledger, watching
from sla.deadlines import GRACE
from sla.escalations import Fired
from sla.ledger import Page
from sla.measures import MEASURES
from sla.models import Deadline
from tickets.models import Ticket

log = logging.getLogger(__name__)
MOST_OF_ONE_TENANT = 200
MOST_ROUNDS = 200
MOST_ATTEMPTS = 8


def sweep() -> int:
    """Work off what is due in every tenant, at most 200 rows of each at a time; returns how many were handled.

    Nothing fires while the database's clock is not believed.
    """
    if not watching.is_clock_believed():
        log.error("the database's clock jumped ahead: no deadline fires until `manage.py sla_trust_clock`")
        return 0
    began = time.monotonic()
    handled = _sweep()
    watching.swept(handled, timedelta(seconds=time.monotonic() - began))
    return handled


def _sweep() -> int:
    handled = 0
    for _round in range(MOST_ROUNDS):
        found = 0
        for tenant_id in due_by_tenant("due_deadlines", None):
            with causes.cause(), use_tenant(tenant_id):
                found += fire_due()
        handled += found
        if not found:
            break
    return handled


def fire_due(most: int = MOST_OF_ONE_TENANT) -> int:
    """Work off due deadlines of the open tenant; returns how many are done with. Busy tickets wait for next time.

    At most `most` are looked for; what else is due on their tickets is worked off with them.
    """
    now = clock.now()
    tickets = _free_tickets(now, most)
    if not tickets:
        return 0
    by_ticket: dict[int, list[Deadline]] = {pk: [] for pk in tickets}
    # Read again: between finding and locking another sweep may have been here.
    due = Deadline.objects.due(now).filter(ticket__in=tickets)
    due = list(due.order_by("fire_at", "id").select_related("rule", "clock", "commitment"))
    updates = [one for one in due if one.kind == Deadline.Kind.UPDATE]
    for deadline in due:
        if deadline.kind != Deadline.Kind.UPDATE:
            by_ticket[deadline.ticket_id].append(deadline)
    pages = ledger.open_pages(tickets.values())
    are_marked = _mark_together(pages, now)
    if not are_marked:
        stored = Ticket.objects.in_bulk(list(tickets))  # the copies may hold what was not kept
        pages = ledger.open_pages(stored[pk] for pk in tickets)
    handled = sum(_work_off(page, by_ticket[page.ticket.pk], now, are_marked) for page in pages)
    return handled + sum(_see_to(tickets[one.ticket_id], one, now) for one in updates)


def fire_all_due() -> int:
    """The same until nothing is left: for the demo's history and for tests."""
    handled = 0
    while found := fire_due():
        handled += found
    return handled


def _free_tickets(now: datetime, most: int) -> dict[int, Ticket]:
    """Lock the tickets of the earliest due deadlines that nobody else holds, the earliest first."""
    due = Deadline.objects.due(now).order_by("fire_at", "id").select_related("ticket")
    return {one.ticket_id: one.ticket for one in due.select_for_update(of=("ticket",), skip_locked=True)[:most]}


def _mark_together(pages: list[Page], now: datetime) -> bool:
    """Mark the breaches of all tickets in a few statements; says False where one of them does not let the others."""
    try:
        with transaction.atomic():
            _mark(pages, now)
    except Exception:
        log.exception("breaches of %s tickets could not be marked together", len(pages))
        return False
    return True


def _mark(pages: list[Page], now: datetime) -> None:
    for page in pages:
        page.clocks.look(now - GRACE + timedelta.resolution)
    clocks.settle(*[page for page in pages if page.clocks.changes], cause="time")


def _work_off(page: Page, deadlines: list[Deadline], now: datetime, is_marked: bool) -> int:
    if is_marked and not _is_misplaced(page, deadlines) and not _with_rules(deadlines):
        return len(deadlines)
    try:
        with transaction.atomic():
            if not is_marked:
                _mark([page], now)
            if _is_misplaced(page, deadlines):
                clocks.place_deadlines(page)
            acted = [_let_act(page, deadline, now) for deadline in sorted(_with_rules(deadlines), key=_turn)]
            escalations.tell_of([fired for fired in acted if fired])
            return len(deadlines)
    except Exception as error:  # noqa: BLE001 whatever it is, it is kept on the rows and must not stop the others
        _put_off(deadlines, error)
        return 0


def _see_to(ticket: Ticket, update: Deadline, now: datetime) -> int:
    """An update that an agent promised; tickets without clocks have them too."""
    update.ticket = ticket
    try:
        with transaction.atomic():
            commitments_due.look(update, now)
    except Exception as error:  # noqa: BLE001 as above
        _put_off([update], error)
        return 0
    return 1


def _is_misplaced(page: Page, deadlines: list[Deadline]) -> bool:
    """Whether a breach is due whose clock is not breached: the row stands at a wrong instant and must be put right."""
    ended = {row.pk for row in page.rows.values() if row.breached_at or not row.due_at}
    return any(one.kind == Deadline.Kind.BREACH and one.clock_id not in ended for one in deadlines)


def _with_rules(deadlines: list[Deadline]) -> list[Deadline]:
    return [one for one in deadlines if one.kind == Deadline.Kind.RULE]


def _let_act(page: Page, deadline: Deadline, now: datetime) -> Fired | None:
    """Judge the stored row, not the copy: marking a breach or an earlier rule may have moved or ended it."""
    deadline = Deadline.objects.select_related("rule", "clock__policy_version").get(pk=deadline.pk)
    if deadline.state != Deadline.State.PENDING or deadline.fire_at is None or deadline.fire_at > now:
        return None
    fired = escalations.fire(deadline, page.ticket)
    deadline.state = Deadline.State.FIRED if fired else Deadline.State.SUPERSEDED
    deadline.fired_at = now
    deadline.save(update_fields=["state", "fired_at"])
    page.ticket.refresh_from_db()
    return fired


def _turn(deadline: Deadline) -> tuple:
    """The order of points that are due together (sla.md §10.6)."""
    metric = list(MEASURES).index(deadline.clock.metric) if deadline.clock else len(MEASURES)
    return deadline.fire_at, metric, deadline.threshold, deadline.rule.position, deadline.rule_id


def _put_off(deadlines: list[Deadline], error: Exception) -> None:
    log.exception("deadlines of ticket %s failed", deadlines[0].ticket_id)
    for deadline in deadlines:
        deadline.attempts += 1
        deadline.error = f"{type(error).__name__}: {error}"[:500]
        if deadline.attempts >= MOST_ATTEMPTS:
            deadline.state = Deadline.State.FAILED
    Deadline.objects.bulk_update(deadlines, ["attempts", "error", "state"])
