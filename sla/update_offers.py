"""Sensible moments to promise an update for, in a ticket's business hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from helpdesk.ui.templatetags.ui import when_text
from sla import commitments
from sla.calendars import Calendar
from sla.engine.clock import Time
from tickets.models import Ticket

SHORTEST = timedelta(minutes=30)  # a promise for sooner is better kept than made
FARTHEST_DAYS = 21


@dataclass(frozen=True)
class Offer:
    """A moment to choose: what it is called, and when it is for the reader."""

    label: str
    at: datetime
    when: str

    @property
    def value(self) -> str:
        """The moment as a form sends it."""
        return self.at.isoformat(timespec="seconds")


def offers(ticket: Ticket) -> list[Offer]:
    """Return at most three: the end of this business day, noon of the next, the end of the one after."""
    now, hours = clock.now(), commitments.hours_of(ticket)
    days = list(_days(hours, now))
    found = []
    if days and days[0][0] == _today(hours, now) and days[0][1][-1][1] - now >= SHORTEST:
        found.append((_("Today, end of business"), days[0][1][-1][1]))
    ahead = [day for day in days if day[0] > _today(hours, now)]
    if ahead:
        found.append((_next_words(ahead[0][0], _today(hours, now)), _noon(hours, *ahead[0])))
    if len(ahead) > 1:
        found.append((_("In two business days"), ahead[1][1][-1][1]))
    return [Offer(label, at, when_text(localtime(at))) for label, at in found]


def _days(hours: Time, now: datetime) -> Iterator[tuple[date, list[tuple[datetime, datetime]]]]:
    """The next three local dates on which it is open, each with its stretches that are not over."""
    zone, today = _zone(hours), _today(hours, now)
    found = 0
    for n in range(FARTHEST_DAYS):
        day = today + timedelta(days=n)
        begins, ends = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
        pieces = list(hours.open_intervals(max(now, begins), ends)) if max(now, begins) < ends else []
        if pieces:
            yield day, pieces
            found += 1
        if found == 3:
            return


def _noon(hours: Time, day: date, pieces: list[tuple[datetime, datetime]]) -> datetime:
    """Noon where it is open around then, else the end of what is open before it, else the first hour."""
    noon = datetime.combine(day, time(12), _zone(hours))
    before = [min(closes, noon) for opens, closes in pieces if opens < noon]
    return before[-1] if before else min(pieces[0][1], pieces[0][0] + timedelta(hours=1))


def _next_words(day: date, today: date) -> str:
    return _("Tomorrow noon") if day == today + timedelta(days=1) else _("Next business day, noon")


def _zone(hours: Time) -> ZoneInfo:
    return ZoneInfo(hours.zone if isinstance(hours, Calendar) else current_tenant().time_zone)


def _today(hours: Time, now: datetime) -> date:
    return now.astimezone(_zone(hours)).date()
