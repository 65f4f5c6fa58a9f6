"""`/settings/calendars/…/year/…/`: what a calendar is open on, day by day."""

from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from sla import calendar_reading, opening_hours
from sla.models import Calendar
from sla.web.calendar_forms import WEEKDAY_LABELS
from sla.year_view import CLOSED, FIRST_YEAR, LAST_YEAR, OPEN, SHORT, Day, Year, year_of

# A sign beside each colour: what is told by colour alone is not told to everybody.
SIGNS = {OPEN: "●", SHORT: "◐", CLOSED: "○"}
STATES = {
    OPEN: gettext_lazy("open"),
    SHORT: gettext_lazy("open for a part of the day"),
    CLOSED: gettext_lazy("closed"),
}
SOURCES = {"dated": gettext_lazy("exception"), "yearly": gettext_lazy("every year")}


@agent_required("settings.sla")
def year(request, pk, year):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    calendar = get_object_or_404(Calendar, pk=pk)
    stands = calendar_reading.read_for_policies(calendar.form)
    shown = year_of(stands, year, opening_hours.names_of_days(calendar))
    context = {
        "title": f"{calendar.name}: {year}",
        "crumbs": crumbs_of(calendar, str(year)),
        "calendar": calendar,
        "year": shown,
        "months": [(MONTHS[month.number], [_cells(week) for week in month.weeks]) for month in shown.months],
        "weekdays": WEEKDAY_LABELS,
        "exceptions": [_row(day) for day in shown.exceptions],
        "legend": [(state, SIGNS[state], label) for state, label in STATES.items()],
        "earlier": _address(pk, year - 1),
        "later": _address(pk, year + 1),
        "today": clock.now().astimezone(ZoneInfo(stands.zone)).date(),
        "weeks": weeks_in(stands, shown),
    }
    return render(request, "sla/settings/calendar_year.html", context)


def crumbs_of(calendar: Calendar, here: str) -> list[tuple[str, str]]:
    """The way to a page below a calendar."""
    return [
        (reverse("settings"), _("Settings")),
        (reverse("settings-calendars"), _("Business hours")),
        (reverse("settings-calendar", args=[calendar.pk]), calendar.name),
        ("", here),
    ]


def weeks_in(stands, shown: Year) -> list[tuple[object, list[tuple[object, str]]]]:
    """The weekly hours of a year in words: the date they count from (None: before the year), and each weekday's."""
    found = []
    for day in shown.days:
        version = stands.hours_valid_on(day.date)
        if version and (not found or found[-1][0] is not version):
            found.append((version, day.date))
    first = shown.days[0].date
    return [(begins if begins > first else None, _week(version)) for version, begins in found]


def _week(version) -> list[tuple[object, str]]:
    words = [calendar_reading.pieces_in_words(day) or str(STATES[CLOSED]) for day in version.days]
    return list(zip(WEEKDAY_LABELS, words, strict=True))


def _address(pk: int, year: int) -> str:
    return reverse("settings-calendar-year", args=[pk, year]) if FIRST_YEAR <= year <= LAST_YEAR else ""


def _cells(week) -> list:
    return [day and {"day": day, "sign": SIGNS[day.state], "words": _words(day)} for day in week]


def _words(day: Day) -> str:
    """A day as it is said: `closed, exception, Christmas`."""
    parts = [STATES[day.state], day.hours, SOURCES.get(day.source, ""), day.name]
    return ", ".join(str(part) for part in parts if part)


def _row(day: Day) -> dict:
    return {"day": day, "hours": day.hours or STATES[CLOSED], "source": SOURCES[day.source]}
