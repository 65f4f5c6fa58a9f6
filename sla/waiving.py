"""Forgiving many missed promises with one reason: looked at first, then worked off in small steps, each on record."""

from dataclasses import dataclass

from django.db.models import Count

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import breaches, clocks, opening_hours
from sla.engine.clock import reach
from sla.engine.memory import read_runs
from sla.models import BulkWaiver, Calendar, Clock, Metric

MOST = 2_000
AT_ONCE = 50


@dataclass(frozen=True)
class Preview:
    """What a bulk waiver would change, before it does."""

    clocks: list[int]
    tickets: int
    by_measure: list[tuple[str, int]]
    left_out: int


def preview(wanted: list[int], agent: Agent) -> Preview:
    """Say which of the chosen clocks would be waived: missed ones the agent sees, not waived yet. Changes nothing."""
    chosen = list(dict.fromkeys(wanted))[:MOST]
    rows = breaches.seen_by(agent).filter(clock__in=chosen, clock__waived_by="")
    counted = dict(rows.order_by().values_list("metric").annotate(Count("pk")))
    found = dict(rows.values_list("clock", "ticket"))
    by_measure = [(str(Metric(name).label), count) for name, count in counted.items()]
    return Preview(
        clocks=[pk for pk in chosen if pk in found],
        tickets=len(set(found.values())),
        by_measure=by_measure,
        left_out=len(wanted) - len(found),
    )


def unfounded(calendar: Calendar) -> list[int]:
    """Return missed clocks of a calendar that its hours of today would not have missed (sla.md §8.4), newest first."""
    now = clock.now()
    time = opening_hours.now_standing()[calendar.pk].calendar
    rows = Clock.objects.breached().filter(calendar=calendar, waived_by="", hidden="").order_by("-breached_at")[:MOST]
    found = []
    for row in rows:
        due = reach(read_runs(row.runs), time, row.target_seconds)
        if due is None or due >= (row.satisfied_at or row.cancelled_at or now):
            found.append(row.pk)
    return found


def begin(wanted: list[int], *, by: Agent, because: str) -> BulkWaiver:
    """Have them waived one by one, soon, by a worker."""
    chosen = preview(wanted, by).clocks
    return BulkWaiver.objects.create(
        by_agent=by, by_name=by.name, because=because[:500], clocks=chosen, started_at=clock.now()
    )


def waive_some(waiver_id: int, most: int = AT_ONCE) -> bool:
    """Waive the next few; says whether more are left. Where a worker died, the next one goes on from there."""
    waiver = BulkWaiver.objects.select_for_update(skip_locked=True).filter(pk=waiver_id, finished_at=None).first()
    if waiver is None:
        return False
    by = Actor.agent(waiver.by_agent) if waiver.by_agent else Actor.system("sla")
    chosen = waiver.clocks[waiver.done : waiver.done + most]
    rows = Clock.objects.select_related("ticket").in_bulk(chosen)
    for pk in chosen:
        waiver.waived += pk in rows and _waive(rows[pk], by, waiver.because)
    waiver.done += len(chosen)
    is_done = waiver.done >= len(waiver.clocks)
    waiver.finished_at = clock.now() if is_done else None
    waiver.save(update_fields=["done", "waived", "finished_at"])
    return not is_done


def _waive(row: Clock, by: Actor, because: str) -> bool:
    """Whether it was waived now: what was taken back or waived meanwhile is left as it is."""
    try:
        return not row.waived_by and bool(clocks.waive(row, by=by, because=because))
    except clocks.NotBreached:
        return False
