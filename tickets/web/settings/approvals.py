"""`/settings/approvals/`: what agents may grant customers alone, and who decides above it."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import Role
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm, form_page
from tickets.approvals import kinds
from tickets.models import ApprovalKind

LIMITED = (Role.AGENT, Role.MANAGER, Role.ADMIN)  # a light agent grants nothing, an owner everything
PEOPLE = ("approver", "deputy")


class KindForm(SettingsForm):
    unique = "name"
    approver = forms.ModelChoiceField(
        label=gettext_lazy("Who decides above the limits"),
        help_text=gettext_lazy("Empty asks everybody whose limit reaches."),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Nobody in particular"),
    )
    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Deputy"),
        help_text=gettext_lazy("Asked while the approver is away."),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )

    hours_to_decide = forms.IntegerField(
        label=gettext_lazy("Hours to decide"),
        help_text=gettext_lazy("After that the question lapses, and who asked is told."),
        min_value=1,
        max_value=720,
        initial=24,
    )

    class Meta:
        model = ApprovalKind
        fields = ["name", "unit", "hours_to_decide", "is_active"]
        labels = {
            "name": gettext_lazy("What is granted"),
            "unit": gettext_lazy("Unit of the amount"),
            "is_active": gettext_lazy("Can be asked for"),
        }
        help_texts = {
            "name": gettext_lazy("For example: Goodwill credit."),
            "unit": gettext_lazy("For example EUR. Empty where there is no amount to it."),
        }
        widgets = {"is_active": Switch}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        able = Agent.objects.active().able_to_answer().by_name()
        for name in PEOPLE:
            self.fields[name].queryset = able
            self.initial[name] = getattr(self.instance, f"{name}_id")
        for role in LIMITED:
            self.fields[f"limit_{role}"] = forms.DecimalField(
                label=_("%(role)s: decides alone up to") % {"role": role.label},
                help_text=_("Empty: always asks. 0 where there is no amount: decides alone."),
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                initial=self.instance.limits.get(role),
            )
        self.order_fields(["name", "unit", *(f"limit_{role}" for role in LIMITED), *PEOPLE])

    def clean(self):
        values = super().clean()
        if values.get("deputy") and values.get("deputy") == values.get("approver"):
            self.add_error("deputy", _("The deputy is somebody else than who decides."))
        if values.get("deputy") and not values.get("approver"):
            self.add_error("deputy", _("A deputy stands in for somebody: choose who decides first."))
        limits = [-1 if (limit := values.get(f"limit_{role}")) is None else limit for role in LIMITED]
        for role, lower, higher in zip(LIMITED[1:], limits, limits[1:], strict=False):
            if higher < lower and f"limit_{role}" not in self.errors:
                self.add_error(f"limit_{role}", _("A higher role cannot decide less than a lower one."))
        return values

    @property
    def columns(self) -> dict:
        values = {name: self.cleaned_data[name] for name in (*self._meta.fields, *PEOPLE)}
        limits = {str(role): self.cleaned_data.get(f"limit_{role}") for role in LIMITED}
        return values | {"limits": {role: _plain(limit) for role, limit in limits.items() if limit is not None}}


@agent_required("settings.tickets")
def index(request):
    rows = ApprovalKind.objects.select_related("approver", "deputy").order_by("-is_active", "name")
    shown = [(kind, [(role.label, kind.limits.get(role)) for role in LIMITED]) for kind in rows]
    return render(request, "tickets/settings/approvals.html", {"title": _("Approvals"), "kinds": shown})


@agent_required("settings.tickets")
def create(request):
    form = KindForm(request.POST or None)
    if form.is_bound and form.is_valid():
        kinds.make(form.columns, by=Actor.agent(request.agent))
        return _saved(request, form.cleaned_data["name"])
    return _page(request, form, _("New approval"))


@agent_required("settings.tickets")
def edit(request, pk):
    kind = get_object_or_404(ApprovalKind, pk=pk)
    form = KindForm(request.POST or None, instance=get_object_or_404(ApprovalKind, pk=pk))
    if form.is_bound and form.is_valid():
        kinds.change(kind, form.columns, by=Actor.agent(request.agent))
        return _saved(request, form.cleaned_data["name"])
    return _page(request, form, kind.name)


def _plain(limit: Decimal) -> str:
    return f"{limit.normalize():f}"


def _page(request, form, title):
    crumbs = [(reverse("settings-approvals"), _("Approvals"))]
    return form_page(request, form, title=title, back=reverse("settings-approvals"), crumbs=crumbs)


def _saved(request, name):
    messages.success(request, _("%(name)s was saved.") % {"name": name})
    return HttpResponseRedirect(reverse("settings-approvals"))
