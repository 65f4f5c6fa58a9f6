"""The clocks of tickets in the database: they hear each event within its transaction and stand right at its end."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.catalog import Kind
from helpdesk.events.models import Event
from helpdesk.events.recording import record, record_each
from helpdesk.tenancy.context import current_tenant
from sla import deadlines, hearing, ledger, opening_hours, policies
from sla.conditions import fields_read
from sla.engine import events, points
from sla.engine.applying import apply
from sla.engine.clock import ClockState
from sla.engine.ticket import Change
from sla.events import BREACH_REVOKED, BREACH_WAIVED, CLOCK_BREACHED, POLICY_APPLIED
from sla.ledger import Page
from sla.models import Clock, Metric, Selection
from tickets.events import (
    MESSAGE_RECEIVED,
    PRIORITY_CHANGED,
    TICKET_REOPENED,
    TICKET_TOOK_OVER,
    TICKET_UNASSIGNED,
)
from tickets.locking import locked
from tickets.models import Ticket

SYSTEM = Actor.system("sla")


class NotBreached(ValueError):
    """Only a missed promise can be waived."""


def hear(event: Event, ticket: Ticket) -> None:
    """Move the clocks of a ticket past an event. The caller holds the ticket's row locked."""
    said = hearing.hear(event)
    choosing = _may_choose_anew(event)
    is_nothing_new = isinstance(said, events.Uncounted) and choosing is None and not _moves_an_anchor(event)
    if is_nothing_new or _said_with_the_opening(event, ticket):
        return
    page = ledger.first_page(ticket) if event.kind in hearing.BEGINNINGS else ledger.open_page(ticket)
    if page.is_new and event.kind not in hearing.BEGINNINGS:
        return  # older than its company's clocks: nothing was promised for it
    for one in _in_order(page, event, said, choosing):
        apply(page.clocks, one)
    _move_anchors(page, event)
    settle(page, cause=event.kind, seq=event.seq)


def settle(*pages: Page, cause: str, seq: int | None = None) -> None:
    """Store the clocks of some tickets with all that follows: deadlines, the tickets' columns, events."""
    now = clock.now()
    news = [(page, change) for page in pages for change in page.clocks.changes]
    changed = ledger.write_pages(list(pages), now=now, cause=cause, seq=seq)
    deadlines.sync([(page, changed[page.ticket.pk]) for page in pages], now)
    dues = [(page.ticket, _take_over_dues(page)) for page in pages]
    # A ticket that is being opened is written after its clocks, these columns with it.
    ledger.store([(ticket, columns) for ticket, columns in dues if columns and not ticket._state.adding])
    told = (_told(page, change, now) for page, change in news)
    record_each([one for one in told if one], by=SYSTEM)


def place_deadlines(page: Page) -> None:
    """Put every deadline of a ticket where its clocks say, whether or not they changed."""
    deadlines.sync([(page, page.clocks.clocks)], clock.now())


def waive(row: Clock, *, by: Actor, because: str) -> Clock:
    """Forgive a missed promise: it counts for nothing then, and says who decided so. Raises NotBreached."""
    ticket = locked(row.ticket)
    page = ledger.open_page(ticket)
    row = page.rows[row.metric, row.instance]
    if row.breached_at is None:
        raise NotBreached
    if row.waived_by:
        return row
    apply(page.clocks, events.Waived(clock.now(), row.metric, row.instance, by.name))
    row.waived_because = because[:500]
    row.save(update_fields=["waived_because"])
    settle(page, cause=BREACH_WAIVED.name)
    record(BREACH_WAIVED, ticket, by=by, measure=str(Metric(row.metric).label), because=because[:500], clock=row.pk)
    return row


def recount(ticket: Ticket) -> None:
    """Bring the clocks of a ticket up to the newest hours of their calendars. Repeats change nothing."""
    recount_each([locked(ticket)])


def recount_each(tickets: list[Ticket]) -> None:
    """The same for tickets whose rows the caller holds, in a few statements."""
    settle(*ledger.open_pages(tickets), cause="calendar.changed")


def renew_dues(ticket: Ticket) -> None:
    """Let the ticket's own columns say what is due next, where something else than a clock changed that."""
    page = ledger.open_page(locked(ticket))
    if not page.is_new:
        settle(page, cause="commitment")


def _in_order(page: Page, event: Event, said: events.Event, choosing: set[str] | None) -> list[events.Event]:
    """Field changes and the choice of a policy come before the status (sla.md §1.3)."""
    if event.kind in hearing.BEGINNINGS:
        selected = _choose(page, event)
        return [hearing.begin(event, selected.terms if selected else None)]
    selected = _choose(page, event) if _is_affected(choosing) else None
    if selected is None:
        return [said]
    if isinstance(said, events.PriorityChanged):
        return [events.PolicySelected(said.at, selected.terms, said.priority)]
    return [selected, said]


def _choose(page: Page, event: Event) -> events.PolicySelected | None:
    """Choose the policy anew and remember why; None where the ticket keeps the one it has."""
    choice = policies.choose(page.ticket)
    terms = policies.terms_of(choice.version, opening_hours.default_of(page.standing))
    stands = page.clocks.terms
    if terms and stands and (terms.version, terms.calendar) == (stands.version, stands.calendar):
        return None
    Selection.objects.create(
        ticket=page.ticket,
        event_seq=event.seq,
        at=event.occurred_at,
        version=choice.version,
        calendar_id=terms.calendar if terms else None,
        tried=choice.tried,
    )
    return events.PolicySelected(event.occurred_at, terms)


_CHOOSING = (
    *hearing.BEGINNINGS,
    *(kind.name for kind in (PRIORITY_CHANGED, TICKET_REOPENED, POLICY_APPLIED, TICKET_TOOK_OVER)),
)


def _may_choose_anew(event: Event) -> set[str] | None:
    """The fields an event changed, when that may lead to another policy; an empty set means in any case."""
    if event.kind in _CHOOSING:
        return set()
    return hearing.CHANGES_OF_FIELDS.get(event.kind)


def _is_affected(changed: set[str] | None) -> bool:
    if not changed:
        return changed is not None
    read = {name for policy in policies.in_force() for name in fields_read(policy.conditions)}
    return any(name.startswith(one) for name in read for one in changed)


def _said_with_the_opening(event: Event, ticket: Ticket) -> bool:
    """Whether this is the message a customer opened the ticket with: the clocks run for it already."""
    is_first = event.kind == MESSAGE_RECEIVED.name and event.data.get("is_first")
    return bool(is_first and not ticket.created_by_agent and event.occurred_at == ticket.created_at)


def _moves_an_anchor(event: Event) -> bool:
    return event.kind == TICKET_UNASSIGNED.name or hearing.is_human_work(event)


def _move_anchors(page: Page, event: Event) -> None:
    watch = page.watch
    if event.kind in (*hearing.BEGINNINGS, TICKET_UNASSIGNED.name):
        watch.unassigned_since, watch.unassigned_seq = event.occurred_at, event.seq
    if page.ticket.assignee_id:
        watch.unassigned_since = watch.unassigned_seq = None
    if hearing.is_human_work(event):
        watch.idle_since, watch.idle_seq = event.occurred_at, event.seq


def dues_of(page: Page) -> dict[str, object]:
    """Return the columns of the ticket that lists and the acknowledgement read, as its clocks have them."""
    clocks = page.clocks
    due, reply = clocks.next_due(), clocks.reply_clock()
    return {
        "due_at": due.due_at if due else None,
        "due_metric": due.metric if due else "",
        "due_calendar": due.calendar if due else None,
        "reply_due_at": reply.due_at if reply else None,
        "at_risk_from": points.percent(due, clocks.time_of(due), points.AT_RISK_PERCENT) if due else None,
        "is_breached": any(one.breached_at and not one.hidden for one in clocks.active_clocks()),
    } | _promised_update(page, due)


def _promised_update(page: Page, due: ClockState | None) -> dict[str, object]:
    """What of it an update says that an agent promised, where that is owed before the clocks are due."""
    watch, terms = page.watch, page.clocks.terms
    if watch.update_due_at is None or (due and (due.breached_at or due.due_at <= watch.update_due_at)):
        return {}
    return {
        "due_at": watch.update_due_at,
        "due_metric": "update",
        "due_calendar": terms.calendar if terms else opening_hours.default_of(page.standing),
        "at_risk_from": watch.update_at_risk_from,
    }


def _take_over_dues(page: Page) -> list[str]:
    """Set these columns; returns those that changed, yet unsaved."""
    columns, ticket = dues_of(page), page.ticket
    different = [name for name, value in columns.items() if getattr(ticket, name) != value]
    for name in different:
        setattr(ticket, name, columns[name])
    return different


def _told(page: Page, change: Change, now: datetime) -> tuple[Kind, Ticket, dict] | None:
    """What the history says of a change, if anything."""
    kind = {"breach": CLOCK_BREACHED, "breach_revoked": BREACH_REVOKED}.get(change.type)
    row = page.rows.get((change.metric, change.instance))
    if kind is None or row is None:
        return None
    return (
        kind,
        page.ticket,
        {
            "clock": row.pk,
            "metric": change.metric,
            "instance": change.instance,
            "measure": str(Metric(change.metric).label),
            "due": local(row.due_at),
            "due_at": row.due_at.isoformat() if row.due_at else None,
            "breached_at": row.breached_at.isoformat() if row.breached_at else None,
            "detected_at": now.isoformat(),
        },
    )


def local(instant: datetime | None) -> str:
    """The instant as the company's own clocks show it."""
    if instant is None:
        return _("never")
    return f"{instant.astimezone(ZoneInfo(current_tenant().time_zone)):%Y-%m-%d %H:%M}"
