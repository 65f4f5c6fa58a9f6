"""Where every second of a clock went: the stretches it ran and rested, why, and on which days it was open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.models import Event
from sla import ledger, panels, reading
from sla.calendar_reading import pieces_in_words
from sla.calendars import Calendar
from sla.engine.clock import ClockState, Run, Time
from sla.ledger import Page
from sla.models import Selection
from sla.panels import Line
from sla.reading import Reading
from tickets.models import StatusCategory, Ticket

MOST_DAYS = 60  # of one stretch are told apart; a wait of years is summed up in its middle


@dataclass(frozen=True)
class Day:
    """What one local date, or a run of them, gave to a clock."""

    first: date
    last: date
    hours: str
    because: str
    seconds: int


@dataclass(frozen=True)
class Stretch:
    """A part of a clock's life in which it ran, or rested."""

    start: datetime
    end: datetime
    is_over: bool
    runs: bool
    because: str
    seconds: int
    days: list[Day]


@dataclass(frozen=True)
class Account:
    """One clock with all its stretches; the seconds of those that ran add up to what it has used."""

    clock: Reading
    line: Line
    zone: str
    stretches: list[Stretch]


@dataclass(frozen=True)
class Choice:
    """A moment at which a policy was chosen: the ones tried, in order, and why each did or did not apply."""

    at: datetime
    because: str
    tried: list[dict]


def accounts_of(ticket: Ticket) -> list[Account]:
    """Account for every clock of a ticket up to now, in the order they were started."""
    now, page = clock.now(), ledger.open_page(ticket)
    if page.is_new:
        return []
    said = _sentences(ticket)
    readings = reading.readings_of(page, now)
    return [_account(page, *pair, said, now) for pair in zip(page.clocks.clocks, readings, strict=True)]


def choices_of(ticket: Ticket) -> list[Choice]:
    """Every choice of a policy for the ticket, the newest first."""
    chosen = list(Selection.objects.filter(ticket=ticket).order_by("-event_seq"))
    events = Event.objects.about(ticket).filter(seq__in=[one.event_seq for one in chosen])
    said = {event.seq: event.sentence for event in events}
    return [Choice(one.at, said.get(one.event_seq, ""), one.tried) for one in chosen]


def _account(page: Page, state: ClockState, row: Reading, said: dict[datetime, str], now: datetime) -> Account:
    kind = page.clocks.time_of(state)
    zone = kind.zone if isinstance(kind, Calendar) else ""
    stretches = [
        _stretch(start, end, is_over, runs, kind, page, said) for start, end, is_over, runs in _parts(state, now)
    ]
    return Account(row, panels.line(row), zone, stretches)


def _parts(state: ClockState, now: datetime) -> Iterator[tuple[datetime, datetime, bool, bool]]:
    """Start, end, whether it is over, whether it ran: the runs, and the rests between, before and after them."""
    ended = state.satisfied_at or state.cancelled_at
    last = min(ended or now, now)
    runs: list[Run] = [(start, end) for start, end in state.runs if start < last]
    at = min([state.started_at, *(start for start, _end in runs)])
    for start, end in runs:
        if at < start:
            yield at, start, True, False
        until = min(end or last, last)
        yield start, until, end is not None, True
        at = until
    if at < last:
        yield at, last, ended is not None, False


def _stretch(start, end, is_over: bool, runs: bool, kind: Time, page: Page, said: dict[datetime, str]) -> Stretch:
    because = said.get(start, "") if runs else _rest(page, start)
    seconds = kind.elapsed(start, end) if runs else 0
    days = list(_days(kind, start, end)) if runs and isinstance(kind, Calendar) else []
    return Stretch(start, end, is_over, runs, because, seconds, days)


def _rest(page: Page, at: datetime) -> str:
    """Why a clock rests at an instant."""
    facts = page.clocks.facts
    assert facts is not None
    if any(away <= at and (back is None or at < back) for away, back in facts.hidden):
        return _("the ticket was hidden, as spam or deleted")
    category = next((name for since, name in reversed(facts.history) if since <= at), "")
    return {
        StatusCategory.PENDING: _("waiting for the customer"),
        StatusCategory.ON_HOLD: _("waiting for somebody else"),
        StatusCategory.RESOLVED: _("solved: that time never counts"),
        StatusCategory.CLOSED: _("closed: that time never counts"),
    }.get(category, _("not counted"))


def _sentences(ticket: Ticket) -> dict[datetime, str]:
    """What happened on the ticket at an instant, in one line; what clocks say of themselves is left out."""
    found: dict[datetime, str] = {}
    for event in Event.objects.about(ticket).in_order():
        if not event.kind.startswith("clock."):
            found.setdefault(event.occurred_at.replace(microsecond=0), event.sentence)  # clocks know whole seconds
    return found


def _days(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Day]:
    zone = ZoneInfo(calendar.zone)
    first, last = start.astimezone(zone).date(), (end - timedelta.resolution).astimezone(zone).date()
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(dates) <= MOST_DAYS:
        yield from (_day(calendar, zone, one, start, end) for one in dates)
        return
    half = MOST_DAYS // 2
    yield from (_day(calendar, zone, one, start, end) for one in dates[:half])
    left_out = [_day(calendar, zone, one, start, end).seconds for one in dates[half:-half]]
    yield Day(dates[half], dates[-half - 1], "", _("%s days, summed up") % len(left_out), sum(left_out))
    yield from (_day(calendar, zone, one, start, end) for one in dates[-half:])


def _day(calendar: Calendar, zone: ZoneInfo, day: date, start: datetime, end: datetime) -> Day:
    begins, ends = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    seconds = calendar.elapsed(max(start, begins), min(end, ends))
    hours = pieces_in_words(calendar.hours_on(day)) or _("closed")
    because = {
        "dated": _("exception for this date"),
        "yearly": _("the same every year"),
        "weekly": _("weekly hours"),
        "none": _("no hours were set yet"),
    }[calendar.source_on(day)]
    return Day(day, day, hours, because, seconds)
