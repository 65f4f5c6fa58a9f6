"""`/settings/calendars/…/holidays/` and `…/import/`: dates from elsewhere, looked at first and then taken over."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core import signing
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from sla import calendar_reading, day_offers
from sla.calendar_reading import CalendarRefused, pieces_in_words
from sla.day_offers import Closing, Offer
from sla.models import Calendar
from sla.web.calendar_days import crumbs_of
from sla.web.closing_forms import FileForm, HolidaysForm

PREVIEW_SECONDS = 3600


@agent_required("settings.sla")
def holidays(request, pk):
    calendar = get_object_or_404(Calendar, pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    form = HolidaysForm(asked if "country" in asked else None, initial=_usual_years(calendar))
    more = {"title": _("Holidays"), "lead": _("Public holidays become exceptions: the whole day is closed.")}
    if not form.is_bound or not form.is_valid():
        return _page(request, calendar, form, **more)
    if request.method == "POST":
        return _take(request, calendar, form, form.closings, form.source, **more)
    return _page(request, calendar, form, closings=form.closings, **more)


@agent_required("settings.sla")
def upload(request, pk):
    calendar = get_object_or_404(Calendar, pk=pk)
    title = _("Calendar file")
    if "closings" in request.POST:
        form = FileForm(None, initial=_usual_years(calendar), zone=calendar.zone)
        try:
            source, closings = _unpacked(calendar, request.POST["closings"])
        except signing.BadSignature:
            notice = _("This preview is too old, or of another calendar. Choose the file again.")
            return _page(request, calendar, form, title=title, notice=notice)
        return _take(request, calendar, form, closings, source, title=title, packed=request.POST["closings"])
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(*data, initial=_usual_years(calendar), zone=calendar.zone)
    if not form.is_bound or not form.is_valid():
        return _page(request, calendar, form, title=title)
    packed = _packed(calendar, form.source, form.closings)
    return _page(request, calendar, form, title=title, closings=form.closings, packed=packed)


def _take(request, calendar: Calendar, form, closings: list[Closing], source: str, **page):
    chosen = set(request.POST.getlist("also"))
    also = {one.day for one in closings if one.day.isoformat() in chosen}
    try:
        by = Actor.agent(request.agent)
        taken = day_offers.take_over(calendar, closings, also=also, source=source, by=by)
    except CalendarRefused as refusal:
        return _page(request, calendar, form, closings=closings, notice=refusal.message, **page)
    if not taken:
        messages.info(request, _("Nothing was changed: these days stand already."))
        return HttpResponseRedirect(reverse("settings-calendar", args=[calendar.pk]))
    words = ngettext("%s day was taken over.", "%s days were taken over.", len(taken)) % len(taken)
    messages.success(request, words + " " + _("Open tickets are counted anew now."))
    return HttpResponseRedirect(reverse("settings-calendar-year", args=[calendar.pk, taken[0].day.year]))


def _page(request, calendar: Calendar, form, *, title: str, closings: list[Closing] | None = None, **more):
    context = more | {
        "calendar": calendar,
        "form": form,
        "title": f"{calendar.name}: {title}",
        "crumbs": crumbs_of(calendar, title),
        "also": request.POST.getlist("also"),
    }
    if closings is not None:
        offers = context["offers"] = _shown(calendar, closings)
        today = clock.now().astimezone(ZoneInfo(calendar.zone)).date()
        changing = offers[day_offers.NEW] + offers[day_offers.DIFFERS]
        context["reaches_back"] = any(row["day"] <= today for row in changing)
    is_refused = "notice" in more or (form.is_bound and not form.is_valid())
    template = (
        "sla/settings/calendar_file.html" if isinstance(form, FileForm) else "sla/settings/calendar_holidays.html"
    )
    return render(request, template, context, status=422 if is_refused else 200)


def _shown(calendar: Calendar, closings: Iterable[Closing]) -> dict[str, list[dict]]:
    """The offers by their state, in words."""
    found: dict[str, list[dict]] = {
        state: [] for state in (day_offers.NEW, day_offers.DIFFERS, day_offers.STANDS, day_offers.IDLE)
    }
    for offer in day_offers.offers(calendar_reading.read_for_policies(calendar.form), closings):
        found[offer.state].append(_row(offer))
    return found


def _row(offer: Offer) -> dict:
    return {"day": offer.day, "name": offer.name, "had": _words(offer.had), "hours": _words(offer.hours)}


def _words(pieces) -> str:
    return pieces_in_words(pieces) or _("closed")


def _usual_years(calendar: Calendar) -> dict[str, int]:
    this_year = clock.now().astimezone(ZoneInfo(calendar.zone)).year
    return {"first": this_year, "last": this_year + 1}


def _packed(calendar: Calendar, source: str, closings: list[Closing]) -> str:
    """What was read from a file, kept in the page until it is taken over: the file itself is kept nowhere."""
    rows = [(one.day.isoformat(), one.name, one.begins, one.ends) for one in closings]
    return signing.dumps([source, rows], salt=_salt(calendar), compress=True)


def _unpacked(calendar: Calendar, packed: str) -> tuple[str, list[Closing]]:
    source, rows = signing.loads(packed, salt=_salt(calendar), max_age=PREVIEW_SECONDS)
    return source, [Closing(date.fromisoformat(day), name, begins, ends) for day, name, begins, ends in rows]


def _salt(calendar: Calendar) -> str:
    return f"sla.closings/{calendar.tenant_id}/{calendar.pk}"
