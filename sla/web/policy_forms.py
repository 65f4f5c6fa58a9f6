"""A policy as a form: for which tickets, how its clocks behave, and a table of targets."""

from django import forms
from django.utils.translation import gettext_lazy

from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm
from sla import policies
from sla.engine.terms import Target as Aim
from sla.models import ApplyTo, Basis, Calendar, Metric, OnReopen, Policy, PriorityKey
from sla.web.lengths import read_length, write_length


class PolicyForm(SettingsForm):
    unique = "name"
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("Business hours"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("The default ones"),
    )
    on_reopen = forms.ChoiceField(
        label=gettext_lazy("When reopened, resolution clocks"),
        choices=OnReopen.choices,
        help_text=gettext_lazy("Time in which the ticket was solved never counts."),
    )
    bot_reply_counts = forms.BooleanField(
        label=gettext_lazy("A bot's answer counts as a reply"), required=False, widget=Switch
    )
    apply_to = forms.ChoiceField(
        label=gettext_lazy("This version is for"),
        choices=ApplyTo.choices,
        initial=ApplyTo.NEW_AND_CHANGED,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Policy
        fields = ["name", "is_active"]
        labels = {"name": gettext_lazy("Name"), "is_active": gettext_lazy("In use")}
        widgets = {"is_active": Switch}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = Calendar.objects.by_name()
        version = self.instance.current if self.instance.pk else None
        if version:
            self.initial |= {
                "calendar": version.calendar_id,
                "on_reopen": version.on_reopen,
                "bot_reply_counts": version.bot_reply_counts,
            }
        aims = policies.aims_of(version) if version else {}
        self.cells = {}
        for metric in Metric.values:
            for priority in PriorityKey.values:
                self._add_cell(metric, priority, aims.get((metric, priority)))

    @property
    def plain_fields(self):
        """The fields above the table of targets."""
        return [self[name] for name in ("name", "calendar", "on_reopen", "is_active", "bot_reply_counts", "apply_to")]

    @property
    def priorities(self):
        """The columns of the table."""
        return PriorityKey.labels

    @property
    def table(self):
        """The rows of the table: a measure and its cells, each the length, its basis and its error."""
        for metric in Metric:
            cells = [(self[f"{metric}-{key}"], self[f"{metric}-{key}-basis"]) for key in PriorityKey.values]
            yield metric.label, cells

    def clean(self):
        values = super().clean()
        self.targets = {}
        for (metric, priority), name in self.cells.items():
            text, basis = values.get(name), values.get(f"{name}-basis") or Basis.BUSINESS
            if text:
                try:
                    self.targets[metric, priority] = Aim(read_length(text, basis), basis)
                except ValueError as error:
                    self.add_error(name, str(error))
        return values

    def draft(self) -> policies.Draft:
        """What the form promises."""
        values = self.cleaned_data
        return policies.Draft(self.targets, values["calendar"], values["on_reopen"], values["bot_reply_counts"])

    def _add_cell(self, metric: str, priority: str, aim: Aim | None) -> None:
        name = self.cells[metric, priority] = f"{metric}-{priority}"
        label = f"{Metric(metric).label}, {PriorityKey(priority).label}"
        self.fields[name] = forms.CharField(
            label=label,
            required=False,
            max_length=30,
            initial=write_length(aim.seconds) if aim else "",
            widget=forms.TextInput({"class": "input", "size": 8, "aria-label": label}),
        )
        self.fields[f"{name}-basis"] = forms.ChoiceField(
            label=label,
            required=False,
            choices=Basis.choices,
            initial=aim.basis if aim else Basis.BUSINESS,
            widget=forms.Select({"class": "input", "aria-label": f"{label}: {gettext_lazy('counted in')}"}),
        )
