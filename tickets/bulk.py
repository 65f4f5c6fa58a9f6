"""Changing many tickets at once, in the background, so that it can be watched, interrupted and undone.

A change is a row, each of its tickets another. Work goes on in batches, a transaction each: losing a worker loses
nothing, two workers share the tickets. What somebody else changed after the agent had seen the selection stays as they
left it, field by field; undoing leaves alone what was changed since.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.tenancy.context import current_tenant_id
from tickets import staleness
from tickets.bulk_fields import FIELDS, REFUSALS
from tickets.lifecycle import TicketClosed
from tickets.locking import locked
from tickets.models import BulkChange, BulkItem, Ticket
from tickets.undoing import UNDO_WITHIN

MOST = 5000
AT_ONCE = 20  # so many are changed before the answer goes out, and in each batch after that
State, Outcome = BulkChange.State, BulkItem.Outcome
TAGS = ("add_tags", "remove_tags")


class BulkRefused(ValueError):
    """The change is not begun; the text says why."""


@transaction.atomic
def begin(
    tickets: Iterable[int], changes: dict, *, by: Agent, seen_at: datetime | None = None, queue_key: str = ""
) -> BulkChange:
    """Change the tickets of these ids as far as the agent sees them. A few at once, more in the background.

    Raises BulkRefused for nothing to do, too much, or what the agent may not.
    """
    require(changes, by)
    ids = list(Ticket.objects.visible_to(by).filter(pk__in=list(tickets), deleted_at=None).values_list("pk", flat=True))
    if not ids:
        raise BulkRefused(_("Select at least one ticket."))
    if len(ids) > MOST:
        raise BulkRefused(_("At most %s tickets at once. Narrow the list down.") % MOST)
    now = clock.now()
    bulk = BulkChange.objects.create(
        agent=by, changes=changes, made_at=now, seen_at=seen_at or now, queue_key=queue_key
    )
    BulkItem.objects.bulk_create(BulkItem(bulk=bulk, ticket_id=pk) for pk in sorted(ids))
    return _go_on(bulk)


@transaction.atomic
def undo(bulk: BulkChange, *, by: Agent) -> BulkChange:
    """Give the tickets back what stood there, where nobody changed it since. Again changes nothing."""
    bulk = BulkChange.objects.select_for_update().get(pk=bulk.pk)
    if bulk.agent_id != by.pk or clock.now() > bulk.made_at + UNDO_WITHIN:
        raise BulkRefused(_("Only who made a change undoes it, within a day."))
    require(bulk.changes, by)
    if bulk.state in (State.UNDOING, State.UNDONE):
        return bulk
    # What waits yet is never begun.
    bulk.items.filter(outcome=Outcome.WAITING).update(outcome=Outcome.SAME, because=_("stopped before its turn"))
    bulk.state, bulk.ended_at = State.UNDOING, None
    bulk.save(update_fields=["state", "ended_at"])
    return _go_on(bulk)


def go_on(bulk_id: int) -> bool:
    """Work on the next tickets of a change; says whether more wait. Repeating it, or two at once, is harmless."""
    with transaction.atomic():
        bulk = BulkChange.objects.select_related("agent").filter(pk=bulk_id).first()
        if bulk is None or bulk.state not in (State.RUNNING, State.UNDOING):
            return False
        batch = list(_rest(bulk).order_by("ticket").select_for_update(skip_locked=True)[:AT_ONCE])
        for item in batch:
            (_change if bulk.state == State.RUNNING else _undo)(item, bulk)
        if batch:
            return True
        if not _rest(bulk).exists():
            _end(bulk)
        return False


def progress(bulk: BulkChange) -> dict[str, int]:
    """How many tickets came to what."""
    return dict(bulk.items.values_list("outcome").annotate(Count("id")).order_by())


def underway(tickets: Iterable[int], name: str) -> dict[int, BulkChange]:
    """The tickets among these whose turn is yet to come in a change of that field, each with the change."""
    waiting = BulkItem.objects.filter(ticket__in=list(tickets), outcome=Outcome.WAITING, bulk__state=State.RUNNING)
    rows = waiting.filter(bulk__changes__has_key=name).select_related("bulk")
    return {row.ticket_id: row.bulk for row in rows}


def require(changes: dict, agent: Agent) -> None:
    """Raise BulkRefused where the agent may not change one of these, or there is nothing to change."""
    if not changes:
        raise BulkRefused(_("Choose what to change."))
    for name in changes:
        if not allow(agent, FIELDS[name].capability):
            raise BulkRefused(_("Your role may not change this: %s.") % FIELDS[name].label)


def _go_on(bulk: BulkChange) -> BulkChange:
    """The first batch at once; a worker is rung for the rest."""
    go_on(bulk.pk)
    if _rest(bulk).exists():
        _ring_after_commit(bulk.pk)
    else:
        _end(bulk)
    return bulk


def _rest(bulk: BulkChange) -> QuerySet:
    """The tickets whose turn is yet to come."""
    return bulk.items.filter(outcome=Outcome.WAITING if bulk.state == State.RUNNING else Outcome.CHANGED)


def _ring_after_commit(bulk_id: int) -> None:
    tenant_id = current_tenant_id()

    def ring():
        from tickets.tasks import change_in_bulk

        change_in_bulk.ring(tenant_id, bulk_id)

    transaction.on_commit(ring, robust=True)


def _end(bulk: BulkChange) -> None:
    bulk.state = State.DONE if bulk.state == State.RUNNING else State.UNDONE
    bulk.ended_at = clock.now()
    bulk.save(update_fields=["state", "ended_at"])


def _change(item: BulkItem, bulk: BulkChange) -> None:
    """Set the fields of one ticket, each for itself: one that is refused leaves the others set."""
    ticket = Ticket.objects.visible_to(bulk.agent).filter(pk=item.ticket_id, deleted_at=None).first()
    refused = [] if ticket else [_("it is not there any more")]
    for name, value in bulk.changes.items() if ticket else ():
        try:
            with transaction.atomic():
                _set(item, name, value, locked(ticket), bulk)
        except REFUSALS as error:
            refused.append(_refusal(error))
    item.because = "; ".join(refused)[:300]
    item.outcome = Outcome.CHANGED if item.after else Outcome.REFUSED if refused else Outcome.SAME
    item.save(update_fields=["outcome", "before", "after", "because"])


def _set(item: BulkItem, name: str, value, ticket: Ticket, bulk: BulkChange) -> None:
    field = FIELDS[name]
    _require_untouched(ticket, name, bulk)
    touched = (name, *field.moves)
    before = {each: FIELDS[each].of(ticket) for each in touched}
    field.put(ticket, value, Actor.agent(bulk.agent))
    now = Ticket.objects.get(pk=ticket.pk)
    for each in touched:
        if (after := FIELDS[each].of(now)) != before[each]:
            item.before.setdefault(each, before[each])
            item.after[each] = after


def _require_untouched(ticket: Ticket, name: str, bulk: BulkChange) -> None:
    concerns = FIELDS[name].concerns
    if not concerns:
        return
    kinds = [kind.name for kind in staleness.CONCERNS[concerns]]
    later = Event.objects.about(ticket).filter(kind__in=kinds, occurred_at__gt=bulk.seen_at).in_order()
    others = [event for event in later if (event.actor_kind, event.actor_id) != ("agent", bulk.agent_id)]
    if others:
        raise staleness.ChangedMeanwhile(others)


def _undo(item: BulkItem, bulk: BulkChange) -> None:
    ticket = Ticket.objects.visible_to(bulk.agent).filter(pk=item.ticket_id, deleted_at=None).first()
    kept = [] if ticket else [_("it is not there any more")]
    for name in reversed(item.after) if ticket else ():
        try:
            with transaction.atomic():
                kept += _give_back(item, name, locked(ticket), bulk)
        except REFUSALS as error:
            kept.append(_refusal(error))
    item.because = "; ".join(kept)[:300]
    item.outcome = Outcome.KEPT if kept else Outcome.UNDONE
    item.save(update_fields=["outcome", "because"])


def _give_back(item: BulkItem, name: str, ticket: Ticket, bulk: BulkChange) -> list[str]:
    """Set one field to what it was; returns why not, where somebody changed it since."""
    field, by = FIELDS[name], Actor.agent(bulk.agent)
    before, after = item.before[name], item.after[name]
    if name in TAGS:
        came, went = sorted(set(after) - set(before)), sorted(set(before) - set(after))
        FIELDS["remove_tags"].put(ticket, came, by)
        FIELDS["add_tags"].put(ticket, went, by)
        return []
    if field.of(ticket) != after:
        return [_("%s was changed since") % field.label]
    (field.back or field.put)(ticket, before, by)
    return []


def _refusal(error: Exception) -> str:
    return _("it is closed") if isinstance(error, TicketClosed) else str(error)
