"""`/settings/staffing/<agent>/`: one agent's weeks and leave."""

from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Combobox, Date
from helpdesk.ui.settings_pages import confirm_page, form_page, with_errors
from sla.calendar_reading import WEEKDAYS, CalendarRefused, pieces_in_words
from sla.models import Leave, ShiftPattern
from sla.staffing import duty, leaving, planning
from sla.staffing.schedules import read_week
from sla.web.calendar_forms import WEEKDAY_LABELS, pieces_typed
from sla.web.leave_form import LeaveForm


class WeekForm(forms.Form):
    effective_from = forms.DateField(
        label=gettext_lazy("From"),
        widget=Date,
        help_text=gettext_lazy("The week before it counts until then. A week without hours ends the shifts."),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        widget=Combobox,
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(available_timezones())],
    )

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        newest = ShiftPattern.objects.filter(agent=agent).order_by("effective_from").last()
        zone = newest.zone if newest else duty.zone_of(agent)
        self.initial |= {"zone": zone, "effective_from": clock.now().astimezone(ZoneInfo(zone)).date()}
        week = newest.week if newest else {}
        for day, label in zip(WEEKDAYS, WEEKDAY_LABELS, strict=True):
            hours = ", ".join(f"{begins}–{ends}" for begins, ends in week.get(day, []))
            self.fields[day] = forms.CharField(
                label=label, required=False, initial=hours, widget=forms.TextInput({"placeholder": gettext_lazy("off")})
            )

    def clean(self):
        values = super().clean()
        self.wanted = {day: pieces_typed(values.get(day, "")) for day in WEEKDAYS if values.get(day)}
        try:
            read_week(self.wanted)
        except CalendarRefused as refused:
            self.add_error(refused.field.rpartition(".")[2], refused.message)
        return values

    @property
    def week(self):
        """The seven entries, as one group of the page."""
        return [self[day] for day in WEEKDAYS]


@agent_required("settings.people")
def show(request, pk):
    agent = get_object_or_404(Agent.objects.active(), pk=pk)
    form = WeekForm(request.POST or None, agent=agent)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        begins, zone = values["effective_from"], values["zone"]
        planning.set_week(agent, form.wanted, effective_from=begins, zone=zone, by=Actor.agent(request.agent))
        return _done(request, agent, _("The shifts of %(name)s were saved.") % {"name": agent.name})
    recent = clock.now().date() - timedelta(days=31)
    leave = Leave.objects.filter(agent=agent, last_day__gte=recent).select_related("deputy").order_by("first_day")
    weeks = ShiftPattern.objects.filter(agent=agent).order_by("-effective_from")
    context = {
        "agent_shown": agent,
        "leave": [(each, leaving.in_words(each)) for each in leave],
        "weeks": [(each, _week_in_words(each)) for each in weeks],
        "template": "sla/staffing_person.html",
        "back": reverse("settings-staffing"),
        "crumbs": _crumbs(),
        "submit": _("Save these shifts"),
    }
    return form_page(request, form, title=agent.name, **context)


@agent_required("settings.people")
def add_leave(request, pk):
    agent = get_object_or_404(Agent.objects.active(), pk=pk)
    form = LeaveForm(request.POST or None, agent=agent)
    if request.method == "POST" and form.is_valid():
        try:
            leave = leaving.grant(agent, form.cleaned_data, by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            words = {"name": agent.name, "leave": leaving.in_words(leave)}
            return _done(request, agent, _("%(name)s: %(leave)s.") % words)
    title = _("Leave of %(name)s") % {"name": agent.name}
    return form_page(request, form, title=title, back=_address(agent), crumbs=_crumbs(agent))


@agent_required("settings.people")
def remove_leave(request, pk):
    leave = get_object_or_404(Leave.objects.select_related("agent", "deputy"), pk=pk)
    if request.method == "POST":
        leaving.cancel(leave, by=Actor.agent(request.agent))
        return _done(request, leave.agent, _("The leave was taken back."))
    text = leaving.in_words(leave)
    return _confirm(request, leave.agent, _("Take back the leave of %(name)s?") % {"name": leave.agent.name}, text)


@agent_required("settings.people")
def remove_week(request, pk):
    pattern = get_object_or_404(ShiftPattern.objects.select_related("agent"), pk=pk)
    if request.method == "POST":
        planning.drop_week(pattern, by=Actor.agent(request.agent))
        return _done(request, pattern.agent, _("The week was removed."))
    title = _("Remove the week from %(day)s?") % {"day": pattern.effective_from}
    text = _("The week before it goes on. Without any, %(name)s goes on duty by hand only.")
    return _confirm(request, pattern.agent, title, text % {"name": pattern.agent.name})


def _confirm(request, agent, title, text):
    label = _("Remove")
    return confirm_page(request, title=title, text=text, label=label, back=_address(agent), crumbs=_crumbs(agent))


def _week_in_words(pattern: ShiftPattern) -> str:
    days = zip(WEEKDAY_LABELS, read_week(pattern.week), strict=True)
    return "; ".join(f"{str(label)} {pieces_in_words(pieces)}" for label, pieces in days if pieces) or _("no hours")


def _address(agent: Agent) -> str:
    return reverse("settings-staffing-person", args=[agent.pk])


def _crumbs(agent: Agent | None = None):
    crumbs = [(reverse("settings-staffing"), _("Staffing"))]
    return [*crumbs, (_address(agent), agent.name)] if agent else crumbs


def _done(request, agent: Agent, text: str):
    messages.success(request, text)
    return HttpResponseRedirect(_address(agent))
