"""Checklists on tickets: put there by themselves, by hand or by a rule; ticked off; asked for before solving."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from helpdesk.accounts import uses
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from helpdesk.tenancy.keeping import kept
from tickets.categories import SEPARATOR
from tickets.events import (
    CHECKLIST_ADDED,
    CHECKLIST_REMOVED,
    CHECKLIST_REOPENED,
    CHECKLIST_TICKED,
    SETTING_CHANGED,
)
from tickets.fields import MissingFields
from tickets.locking import locked
from tickets.models import Checklist, Ticket, TicketChecklist
from tickets.models.ticket import TicketQuerySet


class OpenItems(MissingFields):
    """Something of a required checklist is not ticked off yet; the text names it."""

    def __str__(self):
        return " ".join(self.errors.values())


class ItemChanged(ValueError):
    """The checklist is not what the page showed."""


def usable() -> list[Checklist]:
    """The checklists in use, by name."""
    return kept(Checklist, "usable", lambda: list(Checklist.objects.usable().select_related("category").by_name()))


def of(ticket: Ticket) -> list[TicketChecklist]:
    """The checklists of the ticket. A company that never had one is not asked."""
    return list(TicketChecklist.objects.filter(ticket=ticket).order_by("id")) if _are_there_any() else []


@transaction.atomic
def add(ticket: Ticket, checklist: Checklist, *, by: Actor) -> TicketChecklist:
    """Put a checklist on the ticket. Twice changes nothing; one of that name that is there stays as it is."""
    ticket = locked(ticket)
    items = [{"text": text, "by": None, "at": None} for text in checklist.items]
    row, is_new = TicketChecklist.objects.get_or_create(
        ticket=ticket,
        name=checklist.name,
        defaults={"checklist": checklist, "is_required": checklist.is_required, "items": items, "is_done": not items},
    )
    if is_new:
        record(CHECKLIST_ADDED, ticket, by=by, name=row.name)
    return row


@transaction.atomic
def remove(row: TicketChecklist, *, by: Actor) -> None:
    """Take it off the ticket with what was ticked."""
    ticket = locked(row.ticket)
    gone, _rows = TicketChecklist.objects.filter(pk=row.pk).delete()
    if gone:
        record(CHECKLIST_REMOVED, ticket, by=by, name=row.name)


@transaction.atomic
def tick(row: TicketChecklist, position: int, *, done: bool, by: Actor) -> TicketChecklist:
    """Tick an item off, or open it again. The same again changes nothing. Raises ItemChanged."""
    ticket = locked(row.ticket)
    row = TicketChecklist.objects.filter(pk=row.pk).first()
    if row is None or not 0 <= position < len(row.items):
        raise ItemChanged(_("The checklist has changed meanwhile. Look at it again."))
    item = row.items[position]
    if (item["by"] is not None) != done:
        item |= {"by": by.name, "at": clock.now().isoformat()} if done else {"by": None, "at": None}
        row.is_done = all(each["by"] is not None for each in row.items)
        row.save(update_fields=["items", "is_done"])
        record(CHECKLIST_TICKED if done else CHECKLIST_REOPENED, ticket, by=by, item=item["text"], name=row.name)
    return row


def add_fitting(ticket: Ticket) -> None:
    """Put on the ticket what its category or type asks for. What does not fit any more stays: it may be half done."""
    for checklist in usable():
        if _fits(checklist, ticket):
            add(ticket, checklist, by=Actor.system("checklists"))


def require_for_resolving(ticket: Ticket) -> None:
    """Raise OpenItems naming the first open item of each required checklist."""
    open_ones = [row for row in of(ticket) if row.is_required and not row.is_done]
    text = _("“%(item)s” of the checklist “%(name)s” is still open. Tick it off, or take the checklist away.")
    missing = {
        f"checklist {row.pk}": text
        % {"item": next(item["text"] for item in row.items if item["by"] is None), "name": row.name}
        for row in open_ones
    }
    if missing:
        raise OpenItems(missing)


def with_checklists(tickets: TicketQuerySet) -> TicketQuerySet:
    """Each ticket with its checklists, for `as_read`: no statement of their own."""
    if not _are_there_any():
        return tickets
    rows = TicketChecklist.objects.filter(ticket=OuterRef("pk")).order_by("id")
    columns = ("id", "name", "items", "is_required", "is_done")
    words = JSONObject(**{name: name for name in columns})
    return tickets.annotate(checklist_rows=ArraySubquery(rows.values(words=words)))


def as_read(ticket: Ticket) -> list[TicketChecklist]:
    """The checklists of the ticket, as they were when it was read where that was `with_checklists`."""
    rows = getattr(ticket, "checklist_rows", None)
    return of(ticket) if rows is None else [TicketChecklist(**row) for row in rows]


def progress_of(ticket: Ticket) -> str:
    """How far the ticket's checklists are, as “2/5”; "" where it has none."""
    return _share([row.items for row in as_read(ticket)])


def progress(ticket_ids: list[int]) -> dict[int, str]:
    """For each ticket with a checklist how far it is, as “2/5”: one question for a whole list."""
    found: dict[int, list] = {}
    for ticket_id, items in TicketChecklist.objects.filter(ticket__in=ticket_ids).values_list("ticket_id", "items"):
        found.setdefault(ticket_id, []).append(items)
    return {pk: _share(lists) for pk, lists in found.items()}


def _share(lists: list[list[dict]]) -> str:
    items = [item for each in lists for item in each]
    return f"{sum(item['by'] is not None for item in items)}/{len(items)}" if lists else ""


@transaction.atomic
def make(values: dict, *, by: Actor) -> Checklist:
    """Add a checklist. `values`: name, items, category, kind, is_required."""
    checklist = Checklist.objects.create(**values)
    _tell(checklist, by, _("made"))
    return checklist


@transaction.atomic
def change(checklist: Checklist, values: dict, *, by: Actor) -> Checklist:
    """Change it for tickets to come; those that have it keep theirs."""
    checklist = Checklist.objects.select_for_update().get(pk=checklist.pk)
    changed = take_over(checklist, values)
    if changed:
        checklist.save(update_fields=[*values])
        _tell(checklist, by, changed)
    return checklist


@transaction.atomic
def set_active(checklist: Checklist, active: bool, *, by: Actor) -> Checklist:
    """Offer it, or offer it no more. Raises ValidationError where a rule or macro would be left without it."""
    checklist = Checklist.objects.select_for_update().get(pk=checklist.pk)
    if checklist.is_active != active:
        if not active:
            uses.require_none("checklist", checklist.pk)
        checklist.is_active = active
        checklist.save(update_fields=["is_active"])
        _tell(checklist, by, _("offered again") if active else _("deactivated"))
    return checklist


def _fits(checklist: Checklist, ticket: Ticket) -> bool:
    if not checklist.category_id and not checklist.kind:
        return False
    if checklist.kind and checklist.kind.casefold() != ticket.kind.casefold():
        return False
    return not checklist.category_id or _is_below(ticket.category, checklist.category)


def _is_below(category, top) -> bool:
    return category is not None and (category.pk == top.pk or category.path.startswith(top.path + SEPARATOR))


def _are_there_any() -> bool:
    return kept(Checklist, "any", lambda: Checklist.objects.exists())


def _tell(checklist: Checklist, by: Actor, changes: str) -> None:
    what = _("the checklist %(name)s") % {"name": checklist.name}
    record(SETTING_CHANGED, checklist, by=by, what=what, changes=changes)
