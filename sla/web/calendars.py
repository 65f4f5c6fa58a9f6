"""`/settings/calendars/`: the business hours that promises are counted in."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import confirm_page, form_page
from sla import calendar_reading, opening_hours, whatif
from sla.models import Calendar
from sla.web.calendar_forms import WEEKDAY_LABELS, CalendarForm


@agent_required("settings.sla")
def index(request):
    rows = [(calendar, _week_in_words(calendar)) for calendar in Calendar.objects.by_name()]
    context = {"title": _("Business hours"), "rows": rows, "this_year": clock.now().year}
    return render(request, "sla/settings/calendars.html", context)


@agent_required("settings.sla")
def create(request):
    form = CalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = Actor.agent(request.agent)
        opening_hours.make(form.cleaned_data["name"], form.wanted, by=by, is_default=form.is_default)
        return _saved(request, form)
    return _page(request, form, _("New business hours"))


@agent_required("settings.sla")
def edit(request, pk):
    calendar = get_object_or_404(Calendar, pk=pk)
    form = CalendarForm(request.POST or None, instance=get_object_or_404(Calendar, pk=pk))
    effect = None
    if request.method == "POST" and form.is_valid() and "try" in request.POST:
        effect = whatif.of_hours(calendar, calendar_reading.read_for_policies(form.wanted))
    elif request.method == "POST" and form.is_valid():
        opening_hours.edit(
            calendar,
            name=form.cleaned_data["name"],
            form=form.wanted,
            is_default=form.is_default,
            by=Actor.agent(request.agent),
        )
        return _saved(request, form)
    removal = {
        "href": reverse("settings-calendar-remove", args=[pk]),
        "label": _("Remove these hours"),
        "text": _("Only hours that no policy and no ticket ever counted by can be removed."),
    }
    danger = [] if calendar.is_default else [removal]
    this_year = clock.now().astimezone(ZoneInfo(calendar.zone)).year
    return _page(
        request, form, calendar.name, effect=effect, tries=True, danger=danger, calendar=calendar, this_year=this_year
    )


@agent_required("settings.sla")
def remove(request, pk):
    calendar = get_object_or_404(Calendar, pk=pk)
    if request.method == "POST":
        try:
            opening_hours.delete(calendar, by=Actor.agent(request.agent))
        except opening_hours.CalendarInUse:
            messages.error(request, _("“%s” is in use: change it, or choose other hours in its policies.") % calendar)
            return HttpResponseRedirect(reverse("settings-calendar", args=[pk]))
        messages.success(request, _("“%s” was removed.") % calendar)
        return HttpResponseRedirect(reverse("settings-calendars"))
    return confirm_page(
        request,
        title=_("Remove “%s”?") % calendar,
        text=_("Nothing was counted by these hours, so nothing else changes."),
        label=_("Remove"),
        back=reverse("settings-calendar", args=[pk]),
        crumbs=_crumbs(),
    )


def _page(request, form, title, **more):
    more |= {"back": reverse("settings-calendars"), "crumbs": _crumbs(), "template": "sla/settings/calendar.html"}
    return form_page(request, form, title=title, **more)


def _saved(request, form):
    messages.success(request, _("“%s” was saved. Open tickets are counted anew now.") % form.cleaned_data["name"])
    return HttpResponseRedirect(reverse("settings-calendars"))


def _crumbs():
    return [(reverse("settings-calendars"), _("Business hours"))]


def _week_in_words(calendar: Calendar) -> str:
    """Return the newest weekly hours in short: `Monday–Friday 09:00–17:00`."""
    days = calendar_reading.read_for_policies(calendar.form).weekly_versions[-1].days
    stretches: list[list] = []
    for number, pieces in enumerate(days):
        if pieces and stretches and stretches[-1][1] == number - 1 and stretches[-1][2] == pieces:
            stretches[-1][1] = number
        elif pieces:
            stretches.append([number, number, pieces])
    return "; ".join(_stretch(*one) for one in stretches)


def _stretch(first: int, last: int, pieces) -> str:
    days = str(WEEKDAY_LABELS[first]) + (f"–{WEEKDAY_LABELS[last]}" if last > first else "")
    return f"{days} {calendar_reading.pieces_in_words(pieces)}"
