"""The form for leave: an administrator enters anybody's, everybody their own."""

from django import forms
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent
from helpdesk.ui.forms import Date, Switch
from helpdesk.ui.settings_pages import SettingsForm
from sla.models import Leave


class LeaveForm(SettingsForm):
    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Stands in"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Nobody"),
        help_text=gettext_lazy("Gets what is assigned to the agent meanwhile, and hears of mentions."),
    )

    class Meta:
        model = Leave
        fields = ["kind", "first_day", "begins_at_noon", "last_day", "ends_at_noon"]
        labels = {
            "kind": gettext_lazy("Why"),
            "first_day": gettext_lazy("First day"),
            "last_day": gettext_lazy("Last day"),
            "begins_at_noon": gettext_lazy("From noon only"),
            "ends_at_noon": gettext_lazy("Until noon only"),
        }
        widgets = {"first_day": Date, "last_day": Date, "begins_at_noon": Switch, "ends_at_noon": Switch}

    field_order = ["kind", "first_day", "begins_at_noon", "last_day", "ends_at_noon", "deputy"]

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = Agent.objects.able_to_answer().exclude(pk=agent.pk).by_name()

    def _post_clean(self):
        """What cannot be is refused by the action, with the names of who is in the way; the row is not built here."""
