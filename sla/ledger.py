"""Where the clocks of a ticket are kept: read into the engine, written back where they differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Field, JSONField

from helpdesk.tenancy.context import current_tenant_id
from sla import opening_hours, policies
from sla.engine import events
from sla.engine.applying import apply
from sla.engine.clock import ClockState
from sla.engine.memory import read_facts, read_runs, write_facts, write_runs
from sla.engine.ticket import Change, TicketClocks
from sla.models import Clock, ClockChange, Watch
from sla.opening_hours import Standing
from tickets.models import Ticket

SAME = ("metric", "instance", "started_at", "basis", "due_at", "satisfied_at", "breached_at", "cancelled_at")
SAME += ("reason", "waived_by", "hidden")
# Of a watch, what clocks and anchors write; the update that is owed is written by whoever promises it.
WATCHED = ["version", "calendar", "priority", "facts", "last_at"]
WATCHED += ["unassigned_since", "unassigned_seq", "idle_since", "idle_seq"]


@dataclass
class Page:
    """One ticket's clocks, in the engine's hands: `clocks` is moved, `rows` remember what was read."""

    ticket: Ticket
    clocks: TicketClocks
    watch: Watch
    standing: dict[int, Standing]
    rows: dict[tuple[str, int], Clock] = field(default_factory=dict)
    watch_as_read: tuple = ()
    has_deadlines: bool = True

    @property
    def is_new(self) -> bool:
        """Whether no clock has heard of the ticket yet."""
        return self.watch.pk is None

    def row_of(self, state: ClockState) -> Clock:
        """The stored row of a clock."""
        return self.rows[state.metric, state.instance]


def first_page(ticket: Ticket) -> Page:
    """The page of a ticket that was opened in this very moment."""
    return fill_page(ticket, Watch(ticket=ticket), [], opening_hours.now_standing())


def open_page(ticket: Ticket, standing: dict[int, Standing] | None = None) -> Page:
    """Read the clocks of a ticket whose row the caller holds locked; edited calendars are caught up with first."""
    standing = opening_hours.now_standing() if standing is None else standing
    watch = Watch.objects.select_related("version").filter(ticket=ticket).first() or Watch(ticket=ticket)
    rows = list(Clock.objects.of(ticket).order_by("id")) if watch.pk else []
    return fill_page(ticket, watch, rows, standing)


def open_pages(tickets: Iterable[Ticket]) -> list[Page]:
    """The same for many tickets, in a few statements; in their order, without those that no clock has heard of."""
    tickets = list(tickets)
    # Many tickets share few versions.
    found = Watch.objects.prefetch_related("version").filter(ticket__in=tickets)
    watches = {watch.ticket_id: watch for watch in found}
    rows: dict[int, list[Clock]] = {}
    for row in Clock.objects.filter(ticket__in=tickets).order_by("id"):
        rows.setdefault(row.ticket_id, []).append(row)
    standing = opening_hours.now_standing()
    known = [ticket for ticket in tickets if ticket.pk in watches]
    return [fill_page(one, watches[one.pk], rows.get(one.pk, []), standing) for one in known]


def fill_page(ticket: Ticket, watch: Watch, rows: list[Clock], standing: dict[int, Standing]) -> Page:
    """The same for rows already read."""
    clocks = TicketClocks({pk: one.calendar for pk, one in standing.items()})
    page = Page(ticket, clocks, watch, standing, {(row.metric, row.instance): row for row in rows})
    page.watch_as_read = _anchored(watch)
    page.has_deadlines = watch.pk is not None
    if watch.pk is not None:
        clocks.facts = read_facts(watch.facts)
        clocks.terms = policies.terms_of(watch.version, watch.calendar_id)
        clocks.priority, clocks.last_at = watch.priority, watch.last_at
        clocks.clocks = [_state(row) for row in rows]
        _catch_up(page)
    return page


def write_pages(pages: list[Page], *, now: datetime, cause: str, seq: int | None = None) -> dict[int, list[ClockState]]:
    """Store what changed on some tickets; returns the clocks that did, by ticket."""
    changed: dict[int, list[ClockState]] = {}
    new: list[Clock] = []
    moved: list[tuple[Clock, list[str]]] = []
    for page in pages:
        changed[page.ticket.pk] = [state for state in page.clocks.clocks if _take_over(page, state, now, new, moved)]
        _drop_withdrawn(page)
    # What ended first: one index lets a metric have one active clock, and the next one starts in the same action.
    store(moved)
    Clock.objects.bulk_create(new)
    ClockChange.objects.bulk_create(_line(page, one, now, cause, seq) for page in pages for one in page.clocks.changes)
    for page in pages:
        page.clocks.changes.clear()
    _write_watches(pages)
    return changed


def store(changed: list[tuple]) -> None:
    """Write the changed columns of rows, in one statement for those that changed alike."""
    alike: dict[tuple, list] = {}
    for row, columns in changed:
        alike.setdefault((type(row), *columns), []).append(row)
    for (model, *columns), rows in alike.items():
        if len(rows) == 1:
            rows[0].save(update_fields=columns)
        else:
            _store_together(model, columns, rows)


def _store_together(model, columns: list[str], rows: list) -> None:
    """As bulk_update does, whose nested CASEs took most of a sweep's time."""
    fields = [model._meta.pk, *(model._meta.get_field(name) for name in columns)]
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in fields]
    settings = ", ".join(f"{name} = wanted.{name}" for name in names[1:])
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    values = [[_as_stored(field, getattr(row, field.attname)) for row in rows] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {quote(model._meta.db_table)} as stored set {settings} "  # noqa: S608
            f"from unnest({arrays}) as wanted ({', '.join(names)}) "
            f"where stored.tenant_id = %s and stored.{names[0]} = wanted.{names[0]}",
            [*values, current_tenant_id()],
        )


def _as_stored(field: Field, value):
    """As the driver wants it: it takes numbers, texts and instants as they are, which is most of what is stored."""
    return field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value


def _catch_up(page: Page) -> None:
    """Tell the engine of each edit its clocks have not heard of, in order and at its own instant (sla.md §8.4)."""
    behind: dict[int, int] = {}
    for row in page.rows.values():
        newest = page.standing[row.calendar_id].revision if row.calendar_id else None
        if row.state_below in ("running", "paused") and newest and row.calendar_revision < newest:
            behind[row.calendar_id] = min(row.calendar_revision, behind.get(row.calendar_id, newest))
    edits = []
    for calendar_id, revision in behind.items():
        heard, *later = opening_hours.standing_from(calendar_id, revision)
        page.clocks.calendars[calendar_id] = heard.calendar
        edits += [events.CalendarChanged(one.changed_at, calendar_id, one.calendar) for one in later]
    for edit in sorted(edits, key=lambda one: one.at):
        apply(page.clocks, edit)


def _state(row: Clock) -> ClockState:
    same = {name: getattr(row, name) for name in SAME}
    return ClockState(
        **same,
        target_s=row.target_seconds,
        calendar=row.calendar_id,
        policy_version=row.policy_version_id,
        state=row.state_below,
        runs=read_runs(row.runs),
        consumed_s=row.consumed_seconds,
    )


def columns_of(page: Page, state: ClockState) -> dict:
    """Return a clock as its row has it."""
    found = {name: getattr(state, name) for name in SAME}
    calendar = page.standing.get(state.calendar)
    return found | {
        "target_seconds": state.target_s,
        "calendar_id": state.calendar,
        "calendar_revision": calendar.revision if calendar else None,
        "policy_version_id": state.policy_version,
        "state": state.shown_state,
        "state_below": state.state,
        "runs": write_runs(state.runs),
        "consumed_seconds": state.consumed_s,
    }


def _take_over(page: Page, state: ClockState, now: datetime, new: list, moved: list) -> bool:
    """Bring the row of a clock to its state, yet unsaved; says whether that changed anything."""
    columns = columns_of(page, state)
    row = page.rows.get((state.metric, state.instance))
    if row is None:
        detected = now if state.breached_at else None
        row = page.rows[state.metric, state.instance] = Clock(ticket=page.ticket, detected_at=detected, **columns)
        new.append(row)
        return True
    if not state.is_active and row.state_below == state.state:
        # A finished clock keeps the revision it was last counted by.
        columns["calendar_revision"] = row.calendar_revision
    if bool(row.breached_at) != bool(state.breached_at):
        columns["detected_at"] = now if state.breached_at else None
    different = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, columns[name])
    if different:
        moved.append((row, [name.removesuffix("_id") for name in different]))
    return bool(different)


def _drop_withdrawn(page: Page) -> None:
    """Forget clocks that began and became pointless in the same action."""
    standing = {(state.metric, state.instance) for state in page.clocks.clocks}
    for key in page.rows.keys() - standing:
        page.rows.pop(key).delete()


def _line(page: Page, change: Change, now: datetime, cause: str, seq: int | None) -> ClockChange:
    return ClockChange(
        ticket=page.ticket,
        metric=change.metric,
        instance=change.instance,
        type=change.type,
        at=change.at,
        detected_at=now,
        cause=cause,
        event_seq=seq,
        due_at=change.due_at,
        reason=change.reason,
    )


def _write_watches(pages: list[Page]) -> None:
    moved = []
    for page in pages:
        _take_over_watch(page)
        if page.is_new:
            page.watch.save()
        elif _anchored(page.watch) != page.watch_as_read:
            moved.append((page.watch, WATCHED))
        page.watch_as_read = _anchored(page.watch)
    store(moved)


def _take_over_watch(page: Page) -> None:
    """Bring the watch to what its clocks know now, yet unsaved."""
    clocks, watch = page.clocks, page.watch
    assert clocks.facts is not None
    watch.version_id = clocks.terms.version if clocks.terms else None
    watch.calendar_id = clocks.terms.calendar if clocks.terms else None
    watch.priority, watch.last_at = clocks.priority, clocks.last_at
    watch.facts = write_facts(clocks.facts)


def _anchored(watch: Watch) -> tuple:
    anchors = watch.unassigned_since, watch.idle_since
    return watch.version_id, watch.calendar_id, watch.priority, watch.facts, watch.last_at, *anchors
