"""`/settings/recurring/`: tickets that come again by themselves."""

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Date, Switch
from helpdesk.ui.settings_pages import SettingsForm, confirm_page, form_page
from tickets import contacts
from tickets.models import RecurringTicket
from tickets.recurring import opening

SHOWN_AHEAD = 5
LAST = -1
MONTH_DAYS = [(day, str(day)) for day in range(1, 32)] + [(LAST, gettext_lazy("the last day"))]


class RecurringForm(SettingsForm):
    address = forms.EmailField(
        label=gettext_lazy("For whom"), help_text=gettext_lazy("The mail address of the customer or colleague.")
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=None, required=False, empty_label=gettext_lazy("Default team")
    )
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("Assign to"), queryset=None, required=False, empty_label=gettext_lazy("Nobody")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On these weekdays"),
        help_text=gettext_lazy("Where it comes by the week. None: the weekday of the first day."),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    month_day = forms.TypedChoiceField(
        label=gettext_lazy("On the day of the month"),
        help_text=gettext_lazy("Where it comes by the month. A month without that day is left out."),
        choices=MONTH_DAYS,
        coerce=int,
    )

    class Meta:
        model = RecurringTicket
        fields = ["subject", "text", "priority", "every", "step", "at_time", "starts_on", "ends_on", "is_active"]
        labels = {
            "subject": gettext_lazy("Subject"),
            "text": gettext_lazy("What is to be done"),
            "priority": gettext_lazy("Priority"),
            "every": gettext_lazy("It comes by the"),
            "step": gettext_lazy("Every how many of them"),
            "at_time": gettext_lazy("At"),
            "starts_on": gettext_lazy("First day"),
            "ends_on": gettext_lazy("Last day"),
            "is_active": gettext_lazy("Switched on"),
        }
        help_texts = {
            "text": gettext_lazy("Becomes an internal note. The customer hears nothing of it."),
            "at_time": gettext_lazy("In your company's time zone."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "at_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "starts_on": Date,
            "ends_on": Date,
            "is_active": Switch,
        }

    field_order = ["subject", "text", "address", "team", "assignee", "priority", "every", "step", "weekdays",
                   "month_day", "at_time", "starts_on", "ends_on", "is_active"]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.by_name()
        self.fields["assignee"].queryset = Agent.objects.active().able_to_answer().by_name()
        self.fields["step"].validators += [MinValueValidator(1), MaxValueValidator(99)]
        if self.instance.pk:
            for name in ("team", "assignee"):
                self.initial[name] = getattr(self.instance, f"{name}_id")
            self.initial |= {"weekdays": self.instance.weekdays, "month_day": self.instance.month_day}
            self.initial["address"] = self.instance.requester.primary_address
        else:
            self.initial |= {"starts_on": timezone.localtime(clock.now()).date(), "at_time": "09:00"}

    def clean_address(self):
        try:
            contacts.refuse_own(self.cleaned_data["address"])
        except contacts.AddressRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return self.cleaned_data["address"]

    def clean(self):
        values = super().clean()
        if not self.errors:
            asked = RecurringTicket(**{name: value for name, value in values.items() if name != "address"})
            try:
                opening.require_to_come(asked)
            except opening.NeverComes as refused:
                self.add_error(refused.field, str(refused))
        return values

    @property
    def columns(self) -> dict:
        values = dict(self.cleaned_data)
        address = values.pop("address")
        return values | {"requester": contacts.find(address) or contacts.make_for(address, "")}


@agent_required("settings.tickets")
def index(request):
    rows = RecurringTicket.objects.select_related("requester", "team", "assignee", "last_ticket")
    shown = rows.order_by("-is_active", "next_at", "subject")
    return render(request, "tickets/settings/recurring.html", {"title": _("Recurring tickets"), "rows": shown})


@agent_required("settings.tickets")
def create(request):
    form = RecurringForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made = opening.make(form.columns, by=Actor.agent(request.agent))
        return _saved(request, made.subject)
    return _page(request, form, _("New recurring ticket"))


@agent_required("settings.tickets")
def edit(request, pk):
    recurring = get_object_or_404(RecurringTicket, pk=pk)
    form = RecurringForm(request.POST or None, instance=get_object_or_404(RecurringTicket, pk=pk))
    if form.is_bound and form.is_valid():
        opening.change(recurring, form.columns, by=Actor.agent(request.agent))
        return _saved(request, form.cleaned_data["subject"])
    ahead = opening.cadence_of(recurring).first(SHOWN_AHEAD, clock.now()) if recurring.is_active else []
    local = [f"{timezone.localtime(one):%a %Y-%m-%d %H:%M}" for one in ahead]
    gone = {
        "href": reverse("settings-recurring-remove", args=[pk]),
        "label": _("Remove"),
        "text": _("Tickets that came stay."),
    }
    lead = _("Next: %(times)s") % {"times": ", ".join(local)} if local else _("It does not come any more.")
    return _page(request, form, recurring.subject, lead=lead, danger=[gone])


@agent_required("settings.tickets")
def remove(request, pk):
    recurring = get_object_or_404(RecurringTicket, pk=pk)
    if request.method == "POST":
        opening.remove(recurring, by=Actor.agent(request.agent))
        messages.success(request, _("“%(subject)s” comes no more.") % {"subject": recurring.subject})
        return HttpResponseRedirect(reverse("settings-recurring"))
    return confirm_page(
        request,
        title=_("Remove “%(subject)s”?") % {"subject": recurring.subject},
        text=_("It comes no more. Tickets that came stay."),
        label=_("Remove"),
        back=reverse("settings-recurring-edit", args=[pk]),
        crumbs=[(reverse("settings-recurring"), _("Recurring tickets"))],
    )


def _page(request, form, title, **more):
    crumbs = [(reverse("settings-recurring"), _("Recurring tickets"))]
    return form_page(request, form, title=title, back=reverse("settings-recurring"), crumbs=crumbs, **more)


def _saved(request, subject):
    messages.success(request, _("“%(subject)s” was saved.") % {"subject": subject})
    return HttpResponseRedirect(reverse("settings-recurring"))
