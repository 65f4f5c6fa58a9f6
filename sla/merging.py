"""What happens to the clocks when tickets become one, and when that is undone (sla.md §7)."""

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from sla import clocks, ledger, replay
from sla.engine.clock import ClockState
from sla.engine.ticket import Change
from sla.events import WAIT_CARRIED
from sla.ledger import Page
from tickets.models import Ticket

SYSTEM = Actor.system("sla")


def carry(event: Event, ticket: Ticket) -> None:
    """End the clocks of a merged ticket; the wait of its customer goes on in the other one."""
    page = ledger.open_page(ticket)
    page.clocks.look(event.occurred_at.replace(microsecond=0))
    waiting = page.clocks.reply_clock() if not page.is_new else None
    clocks.hear(event, ticket)
    if waiting is None:
        return
    record(
        WAIT_CARRIED,
        Ticket.objects.select_for_update().get(pk=event.data["into_id"]),
        by=SYSTEM,
        merge=event.data["merge"],
        of=f"#{ticket.number}",
        since=waiting.started_at.isoformat(),
        since_words=clocks.local(waiting.started_at),
        breached=bool(waiting.breached_at),
    )


def take_back(event: Event, ticket: Ticket) -> None:
    """Let the clocks of a ticket stand as if the merge had never been: its log is told again without it."""
    stored = ledger.open_page(ticket)
    if stored.is_new:
        return
    told = replay.tell_again(ticket)
    told.clocks.look(clock.now().replace(microsecond=0))
    told.rows, told.watch, told.watch_as_read = stored.rows, stored.watch, ()
    told.clocks.changes[:] = [_undone(one, event) for one in told.clocks.clocks if _differs(stored, told, one)]
    clocks.settle(told, cause=event.kind, seq=event.seq)


def _differs(stored: Page, told: Page, state: ClockState) -> bool:
    row, columns = stored.rows.get((state.metric, state.instance)), ledger.columns_of(told, state)
    return row is None or any(getattr(row, name) != columns[name] for name in ("state", "started_at", "due_at"))


def _undone(state: ClockState, event: Event) -> Change:
    at = event.occurred_at.replace(microsecond=0)
    return Change(state.metric, state.instance, "unmerge", at, state.due_at, state.shown_reason)
