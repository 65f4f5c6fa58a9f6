"""A rule as a form: when it looks and how often it may act. Conditions and actions are rows beside it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.ui.forms import Growing
from tickets.automation import bounds, moments, rules
from tickets.automation.action_rows import actions_of
from tickets.automation.actions.registry import RuleRefused
from tickets.automation.condition_rows import conditions_of
from tickets.automation.conditions.reading import ConditionsRefused
from tickets.automation.spans import read_span, write_span
from tickets.models import Rule


class LimitForm(forms.Form):
    most_an_hour = forms.IntegerField(
        label=gettext_lazy("Most tickets within an hour, by all rules together"),
        min_value=1,
        max_value=bounds.MOST,
        help_text=gettext_lazy(
            "A rule that would go beyond it pauses itself and asks an administrator first. Each has its own limit too."
        ),
    )


class RuleForm(Growing, forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    events = forms.MultipleChoiceField(
        label=gettext_lazy("It looks when"), required=False, widget=forms.CheckboxSelectMultiple
    )
    since = forms.ChoiceField(
        label=gettext_lazy("Or a time after something"),
        required=False,
        help_text=gettext_lazy("It then looks once after each time this began anew."),
    )
    wait = forms.CharField(
        label=gettext_lazy("After"), required=False, help_text=gettext_lazy("For example 3 d, 72 h or 90 min.")
    )
    basis = forms.ChoiceField(label=gettext_lazy("Counted"), choices=Rule.Basis.choices, required=False)
    catches_up = forms.BooleanField(
        label=gettext_lazy("Also tickets whose time is over already"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise it leaves alone what had passed when it was switched on or changed. Trying it says how many."
        ),
    )
    once_per_ticket = forms.BooleanField(label=gettext_lazy("Only once on each ticket"), required=False)
    most_an_hour = forms.IntegerField(
        label=gettext_lazy("Most tickets within an hour"),
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Beyond that it pauses itself and asks an administrator first."),
    )
    for_every_ticket = forms.BooleanField(
        label=gettext_lazy("Yes, every ticket: nothing keeps it from any, and it writes to customers"), required=False
    )

    def __init__(self, *args, rule: Rule, **kwargs):
        self.rule = rule
        super().__init__(*args, initial=_initial(rule), **kwargs)
        self.fields["events"].choices = [(each.name, each.label) for each in moments.all_moments()]
        self.fields["since"].choices = [("", _("– no: at the events above –")), *Rule.Since.choices]

    def clean_wait(self):
        text = self.cleaned_data["wait"].strip()
        try:
            return read_span(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def definition(self, conditions, actions) -> dict | None:
        """The clean definition of the form with its valid rows; None where a refusal was put beside its field."""
        values = self.cleaned_data
        written = {name: values[name] for name in rules.DEFINED if name in values}
        written |= {
            "wait_seconds": values["wait"],
            "conditions": conditions_of(conditions),
            "actions": actions_of(actions),
        }
        try:
            return rules.read(written)
        except (RuleRefused, ConditionsRefused) as refusal:
            self.refuse(refusal)
            return None

    def refuse(self, refusal) -> None:
        name = {"wait_seconds": "wait"}.get(refusal.field, refusal.field)
        self.add_error(name if name in self.fields else None, refusal.message)


def _initial(rule: Rule) -> dict:
    stored = {name: getattr(rule, name) for name in rules.DEFINED}
    return stored | {"wait": write_span(rule.wait_seconds) if rule.wait_seconds else ""}
