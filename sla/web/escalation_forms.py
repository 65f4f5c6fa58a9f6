"""An escalation rule as a form: when it looks and how often. Conditions and actions are rows beside it."""

from django import forms
from django.utils.translation import gettext_lazy

from helpdesk.ui.forms import Growing, Switch
from sla.models import Basis, EscalationRule, Metric, Policy


class RuleForm(Growing, forms.ModelForm):
    metric = forms.ChoiceField(
        label=gettext_lazy("Measure"),
        required=False,
        choices=[("", gettext_lazy("– none –")), *Metric.choices],
        help_text=gettext_lazy("Not asked for where it looks at tickets without an owner, or without any action."),
    )
    policies = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Only under these policies"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: under every policy."),
    )

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
        self.fields["repeat_times"].required = False
        self.initial["policies"] = self.instance.policies

    def _post_clean(self):
        """Nothing: the action judges the rule, and says what is wrong with it beside the field."""

    def rule(self, conditions: dict, actions: list[dict]) -> EscalationRule:
        """The rule as the form has it; not stored."""
        rule, values = self.instance, self.cleaned_data
        for name in self._meta.fields:
            setattr(rule, name, values[name])
        rule.policies = [policy.pk for policy in values["policies"]]
        rule.conditions, rule.actions = conditions, actions
        return rule

    def refuse(self, refusal) -> None:
        """Put what the action refused beside its field."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
