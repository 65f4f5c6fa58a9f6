"""An escalation rule as a form: when it looks, for which tickets, and what it does."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Team
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm
from sla.models import Basis, EscalationRule, Metric, Policy, PriorityKey
from tickets.automation.actions.people import WHO

WITHOUT_MEASURE = (EscalationRule.Trigger.UNASSIGNED, EscalationRule.Trigger.IDLE)


class RuleForm(SettingsForm):
    unique = "name"
    metric = forms.ChoiceField(
        label=gettext_lazy("Measure"), required=False, choices=[("", gettext_lazy("– none –")), *Metric.choices]
    )
    policies = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Only under these policies"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: under every policy."),
    )
    notify = forms.MultipleChoiceField(
        label=gettext_lazy("Tell"), choices=list(WHO.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    raise_priority = forms.ChoiceField(
        label=gettext_lazy("Raise the priority"),
        required=False,
        choices=[("", gettext_lazy("no")), ("one", gettext_lazy("by one step")), *PriorityKey.choices],
    )
    reassign = forms.ModelChoiceField(
        label=gettext_lazy("Hand over to"), queryset=None, required=False, empty_label=gettext_lazy("– nobody –")
    )
    escalate = forms.BooleanField(
        label=gettext_lazy("Escalate to the next level of the matrix"), required=False, widget=Switch
    )
    tag = forms.CharField(label=gettext_lazy("Add the tag"), required=False, max_length=50)
    note = forms.CharField(label=gettext_lazy("Add a note"), required=False, widget=forms.Textarea)

    class Meta:
        model = EscalationRule
        fields = ["name", "is_active", "trigger", "metric", "amount", "basis", "repeat_minutes", "repeat_times"]
        labels = {
            "name": gettext_lazy("Name"),
            "is_active": gettext_lazy("In use"),
            "trigger": gettext_lazy("Acts"),
            "amount": gettext_lazy("Percent or minutes"),
            "basis": gettext_lazy("Minutes after due are counted in"),
            "repeat_minutes": gettext_lazy("Again every … minutes"),
            "repeat_times": gettext_lazy("At most … times more"),
        }
        widgets = {"is_active": Switch}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = Basis.choices
        self.fields["trigger"].choices = [("", gettext_lazy("Choose when")), *EscalationRule.Trigger.choices]
        self.fields["policies"].queryset = Policy.objects.in_order()
        self.fields["reassign"].queryset = Team.objects.by_name()
        self.fields["repeat_times"].required = False
        self.initial["policies"] = self.instance.policies
        for action in self.instance.actions:
            self.initial |= _initial_of(action)

    def clean(self):
        values = super().clean()
        self._check_measure(values)
        if values.get("trigger") == EscalationRule.Trigger.PERCENT and not 1 <= (values.get("amount") or 0) <= 400:
            self.add_error("amount", _("Give a percentage between 1 and 400."))
        if (values.get("repeat_times") or 0) > 10:
            self.add_error("repeat_times", _("A rule repeats ten times at most."))
        values["repeat_times"] = values.get("repeat_times") or 0
        self.actions = _actions_of(values)
        if not self.actions:
            self.add_error("notify", _("Say what is to be done: tell somebody, or one of the actions below."))
        return values

    def rule(self, conditions: dict) -> EscalationRule:
        """The rule as the form has it; not stored."""
        rule, values = self.instance, self.cleaned_data
        for name in self._meta.fields:
            setattr(rule, name, values[name])
        rule.policies = [policy.pk for policy in values["policies"]]
        rule.conditions, rule.actions = conditions, self.actions
        return rule

    def _check_measure(self, values: dict) -> None:
        needs_none = values.get("trigger") in WITHOUT_MEASURE
        if needs_none:
            values["metric"] = ""
        elif not values.get("metric"):
            self.add_error("metric", _("Choose the measure whose clock is looked at."))


def _initial_of(action: dict) -> dict:
    match action["do"]:
        case "notify":
            return {"notify": action["who"]}
        case "raise_priority":
            return {"raise_priority": action.get("to") or "one"}
        case "reassign":
            return {"reassign": action["team"]}
        case "escalate":
            return {"escalate": True}
    return {action["do"]: action["text"]}


def _actions_of(values: dict) -> list[dict]:
    actions: list[dict] = []
    if values.get("raise_priority"):
        goal = values["raise_priority"]
        actions.append({"do": "raise_priority"} | ({} if goal == "one" else {"to": goal}))
    if values.get("reassign"):
        actions.append({"do": "reassign", "team": values["reassign"].pk})
    if values.get("escalate"):
        actions.append({"do": "escalate"})
    actions += [{"do": name, "text": values[name]} for name in ("tag", "note") if values.get(name)]
    if values.get("notify"):
        actions.append({"do": "notify", "who": values["notify"]})
    return actions
