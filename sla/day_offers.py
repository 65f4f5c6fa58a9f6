"""Dates on which a calendar is to be closed, from elsewhere: what each would change, and taking them over.

Holidays of a country and events of a calendar file come in here as closings. Nothing that somebody wrote by hand is
overwritten unless that very day is asked for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import calendar_reading, calendars, opening_hours
from sla.calendar_reading import CalendarRefused, write_pieces
from sla.calendars import DAY_SECONDS, CalendarExhausted, Pieces
from sla.models import Calendar

NEW, STANDS, DIFFERS, IDLE = "new", "stands", "differs", "idle"


@dataclass(frozen=True)
class Closing:
    """A stretch of one local date in which nobody works; the whole date unless told otherwise."""

    day: date
    name: str
    begins: int = 0
    ends: int = DAY_SECONDS


@dataclass(frozen=True)
class Offer:
    """What closings would make of a date: `hours` in place of `had`, and what they are called."""

    day: date
    name: str
    state: str
    had: Pieces
    hours: Pieces


def offers(calendar: calendars.Calendar, closings: Iterable[Closing]) -> list[Offer]:
    """Return what each date would become: new, standing already, differing from an exception, or without effect."""
    by_day: dict[date, list[Closing]] = defaultdict(list)
    for closing in closings:
        by_day[closing.day].append(closing)
    return [_offer(calendar, day, by_day[day]) for day in sorted(by_day)]


@transaction.atomic
def take_over(
    calendar: Calendar, closings: Iterable[Closing], *, also: Collection[date] = (), source: str, by: Actor
) -> list[Offer]:
    """Make dated exceptions of the closings that are new, and of those in `also` that differ. Returns what was taken.

    Judged again under the calendar's lock: an exception written since the preview stays. Raises CalendarRefused when
    the calendar would not open any more.
    """
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    stands = calendar_reading.read_for_policies(calendar.form)
    found = offers(stands, closings)
    taken = [one for one in found if one.state == NEW or (one.state == DIFFERS and one.day in also)]
    if not taken:
        return []
    form = calendar_reading.write(stands)
    form["exceptions"] |= {one.day.isoformat(): write_pieces(one.hours) for one in taken}
    _must_open(form)
    opening_hours.edit(
        calendar,
        name=calendar.name,
        form=form,
        is_default=calendar.is_default,
        by=by,
        because=source,
        days={one.day: one.name for one in taken},
    )
    return taken


def _must_open(form: dict) -> None:
    try:
        calendar_reading.read_for_policies(form).add(clock.now(), 1)
    except CalendarExhausted:
        message = _("With these days it would never open in the next five years; take fewer years or other days.")
        raise CalendarRefused("exceptions", message) from None


def _offer(calendar: calendars.Calendar, day: date, closings: list[Closing]) -> Offer:
    had, is_whole = calendar.hours_on(day), any(_is_whole(one) for one in closings)
    hours = () if is_whole else _without(had, closings)
    name = ", ".join(dict.fromkeys(one.name for one in closings if one.name))
    has_own = calendar.source_on(day) in ("dated", "yearly")
    if has_own:
        state = STANDS if hours == had else DIFFERS
    else:
        # A holiday on a Sunday is kept: the weekly hours may open Sundays one day. A meeting at night is not.
        state = NEW if is_whole or hours != had else IDLE
    return Offer(day, name, state, had, hours)


def _is_whole(closing: Closing) -> bool:
    return closing.begins == 0 and closing.ends == DAY_SECONDS


def _without(pieces: Pieces, closings: list[Closing]) -> Pieces:
    for closing in closings:
        rests = [
            rest
            for opens, closes in pieces
            for rest in ((opens, min(closes, closing.begins)), (max(opens, closing.ends), closes))
        ]
        pieces = tuple((opens, closes) for opens, closes in rests if opens < closes)
    return pieces
