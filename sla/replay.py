"""Tell tickets' clocks their whole story again, from the event log, and see whether they stand where they stood.

The log, the policies chosen on the way and the calendars as they read then are all it takes (sla.md §8.5).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpdesk.events.models import Event
from sla import clocks, hearing, ledger, opening_hours, policies
from sla.calendars import Calendar
from sla.deadlines import GRACE
from sla.engine import events
from sla.engine.applying import apply
from sla.engine.terms import Terms
from sla.engine.ticket import TicketClocks
from sla.events import WAIT_CARRIED
from sla.ledger import Page
from sla.models import CalendarRevision, Deadline, Selection, Watch
from tickets.events import MERGE_GIVEN_BACK, MERGE_UNDONE, MESSAGE_RECEIVED, TICKET_MERGED, TICKET_TOOK_OVER
from tickets.models import Ticket

# What a clock is; when somebody noticed something about it is not part of that.
COMPARED = ("state", "state_below", "started_at", "target_seconds", "basis", "calendar_id", "policy_version_id")
COMPARED += ("runs", "due_at", "satisfied_at", "breached_at", "cancelled_at", "reason", "hidden", "waived_by")
_MERGING = (TICKET_MERGED.name, WAIT_CARRIED.name, TICKET_TOOK_OVER.name)
Key = tuple[str, int]  # metric and instance
TermsOf = Callable[[Selection], Terms | None]


@dataclass
class Story:
    """What was recorded of a ticket: its events in order, and the policies chosen at some of them."""

    events: list[Event]
    chosen: dict[int | None, Selection]


@dataclass
class Hours:
    """The company's calendars as they were first, and every edit of them since."""

    first: dict[int, Calendar]
    edits: list[events.CalendarChanged]


def differences(ticket: Ticket, now: datetime) -> list[str]:
    """Return in words where the stored clocks of a ticket differ from its log; none for a sound one.

    Both are brought up to `now`, so that a breach nobody has looked at yet is no difference.
    """
    return differences_among([ticket], now)[ticket.pk]


def differences_among(tickets: Iterable[Ticket], now: datetime) -> dict[int, list[str]]:
    """The same for many tickets, by their ids: also where the due times that lists show, or the moment of a breach
    that the sweep waits for, are not those of the clocks."""
    tickets = list(tickets)
    stored = {page.ticket.pk: page for page in ledger.open_pages(tickets)}
    breaches = _breaches_ahead(stored)
    stories, hours = _stories(tickets), _hours()
    found = {}
    for ticket in tickets:
        page, told = stored.get(ticket.pk), _tell(ticket, stories[ticket.pk], hours)
        if page is None:
            # Older than its company's clocks: nothing was promised for it.
            found[ticket.pk] = [f"{clock.metric} {clock.instance}: only in the log" for clock in told.clocks.clocks]
            continue
        # Where the hours were edited since, a worker has yet to be round.
        carried = [] if page.clocks.changes else [*_wrong_dues(page), *_wrong_breaches(page, breaches)]
        found[ticket.pk] = [*_wrong_clocks(page, told, now), *carried]
    return found


def tell_again(ticket: Ticket) -> Page:
    """Return the clocks of a ticket as its event log gives them. Stores nothing."""
    return _tell(ticket, _stories([ticket])[ticket.pk], _hours())


def tell_otherwise(
    tickets: list[Ticket], *, terms_of: TermsOf | None = None, calendars: dict[int, Calendar] | None = None
) -> list[Page]:
    """The same, had other things been promised, or other hours been kept from the beginning (calendars by id)."""
    stories, hours = _stories(tickets), _hours()
    if calendars:
        hours.first |= calendars
        hours.edits = [edit for edit in hours.edits if edit.name not in calendars]
    return [_tell(ticket, stories[ticket.pk], hours, terms_of or as_chosen) for ticket in tickets]


def as_chosen(chosen: Selection) -> Terms | None:
    """What was promised then."""
    return policies.terms_of(chosen.version, chosen.calendar_id)


def _tell(ticket: Ticket, story: Story, hours: Hours, terms_of: TermsOf = as_chosen) -> Page:
    page = Page(ticket, TicketClocks(hours.first), Watch(ticket=ticket), opening_hours.now_standing())
    edits = iter(hours.edits)
    edit = next(edits, None)
    undone, returned = _undone_merges(story.events), _returned(story.events)
    for event in story.events:
        if event.kind in _MERGING and event.data["merge"] in undone:
            continue  # as if it had never been
        if event.kind == MESSAGE_RECEIVED.name and event.data["message"] in returned:
            continue  # it was written to another ticket, and went back there
        while edit and edit.at <= event.occurred_at:
            _hear_of_edit(page, edit)
            edit = next(edits, None)
        chosen = story.chosen.get(event.seq)
        for one in _said(event, chosen, terms_of(chosen) if chosen else None):
            apply(page.clocks, one)
    while edit:
        _hear_of_edit(page, edit)
        edit = next(edits, None)
    return page


def _said(event: Event, chosen: Selection | None, terms: Terms | None) -> list[events.Event]:
    if event.kind in hearing.BEGINNINGS:
        return [hearing.begin(event, terms)]
    said = hearing.hear(event)
    if chosen is None:
        return [said]
    if isinstance(said, events.PriorityChanged):
        return [events.PolicySelected(said.at, terms, said.priority)]
    return [events.PolicySelected(event.occurred_at, terms), said]


def _undone_merges(happened: Iterable[Event]) -> set[int]:
    """Return the merges among a ticket's events that were taken back later."""
    back = (MERGE_UNDONE.name, MERGE_GIVEN_BACK.name)
    return {event.data["merge"] for event in happened if event.kind in back}


def _returned(happened: Iterable[Event]) -> set[int]:
    """Return the messages that left a ticket again when a merge was undone."""
    return {pk for event in happened if event.kind == MERGE_GIVEN_BACK.name for pk in event.data.get("returned", ())}


def _hear_of_edit(page: Page, edit: events.CalendarChanged) -> None:
    if page.clocks.facts is None:
        page.clocks.calendars[edit.name] = edit.calendar
    else:
        apply(page.clocks, edit)


def _stories(tickets: list[Ticket]) -> dict[int, Story]:
    stories = {ticket.pk: Story([], {}) for ticket in tickets}
    for event in Event.objects.about_each(Ticket.event_stream, list(stories)).in_order():
        stories[event.subject_id].events.append(event)
    for one in Selection.objects.select_related("version").filter(ticket__in=list(stories)):
        stories[one.ticket_id].chosen[one.event_seq] = one
    return stories


def _hours() -> Hours:
    first: dict[int, Calendar] = {}
    edits: list[events.CalendarChanged] = []
    for calendar_id in CalendarRevision.objects.filter(number=1).values_list("calendar_id", flat=True):
        begin, *later = opening_hours.standing_from(calendar_id, 1)
        first[calendar_id] = begin.calendar
        edits += [events.CalendarChanged(one.changed_at, calendar_id, one.calendar) for one in later]
    return Hours(first, sorted(edits, key=lambda edit: edit.at))


def _wrong_clocks(page: Page, told: Page, now: datetime) -> Iterator[str]:
    found, again = _columns(page, now), _columns(told, now)
    for metric, instance in found.keys() - again.keys():
        yield f"{metric} {instance}: only stored"
    for metric, instance in again.keys() - found.keys():
        yield f"{metric} {instance}: only in the log"
    for key in found.keys() & again.keys():
        for name in COMPARED:
            if found[key][name] != again[key][name]:
                yield f"{key[0]} {key[1]} {name}: stored {found[key][name]}, by the log {again[key][name]}"


def _columns(page: Page, now: datetime) -> dict[Key, dict[str, Any]]:
    page.clocks.look(now)
    return {(one.metric, one.instance): ledger.columns_of(page, one) for one in page.clocks.clocks}


def _wrong_dues(page: Page) -> Iterator[str]:
    for name, value in clocks.dues_of(page).items():
        if (shown := getattr(page.ticket, name)) != value:
            yield f"the ticket's {name}: shown {shown}, by its clocks {value}"


def _breaches_ahead(pages: dict[int, Page]) -> dict[int, datetime | None]:
    rows = Deadline.objects.pending().filter(kind=Deadline.Kind.BREACH, ticket__in=list(pages))
    return dict(rows.values_list("clock_id", "fire_at"))


def _wrong_breaches(page: Page, ahead: dict[int, datetime | None]) -> Iterator[str]:
    for state in page.clocks.active_clocks():
        if state.hidden or state.breached_at:
            continue
        wanted, stands = state.due_at and state.due_at + GRACE, ahead.get(page.row_of(state).pk)
        if wanted != stands:
            yield f"{state.metric} {state.instance}: its breach is looked for at {stands}, to be at {wanted}"
