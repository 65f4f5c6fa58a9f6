"""What is to change on many tickets: a field each, left as it is unless somebody says otherwise."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent, Team
from tickets.models import Category, Priority, Status
from tickets.triage import tag_name

KEEP, NONE = "", "none"
KEPT = gettext_lazy("Leave as it is")


class BulkForm(forms.Form):
    assignee = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    add_tags = forms.CharField(
        label=gettext_lazy("Add tags"), required=False, help_text=gettext_lazy("Separated by commas.")
    )
    remove_tags = forms.CharField(label=gettext_lazy("Remove tags"), required=False)

    def __init__(self, *args, agent: Agent, **kwargs):
        super().__init__(*args, **kwargs)
        able = Agent.objects.active().able_to_answer().by_name().values_list("pk", "name")
        self._offer("assignee", [(NONE, _("Nobody")), *able])
        self._offer("team", [*Team.objects.visible_to(agent).by_name().values_list("pk", "name"), (NONE, _("No team"))])
        self._offer("status", Status.objects.usable().in_order().values_list("pk", "name"))
        self._offer("priority", [(int(one), one.label) for one in reversed(Priority)])
        categories = Category.objects.usable().in_order().values_list("pk", "path")
        self._offer("category", [*categories, (NONE, _("No category"))])

    def _offer(self, name, pairs):
        self.fields[name].choices = [(KEEP, KEPT), *pairs]

    def clean_add_tags(self):
        return _names(self.cleaned_data["add_tags"])

    def clean_remove_tags(self):
        return _names(self.cleaned_data["remove_tags"])

    def changes(self) -> dict:
        """The wish by field, as tickets.bulk takes it."""
        values = {name: value for name, value in self.cleaned_data.items() if value not in (KEEP, [])}
        return {name: value if isinstance(value, list) else _id(value) for name, value in values.items()}


def _id(value: str) -> int | None:
    return None if value == NONE else int(value)


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name for name in map(tag_name, text.split(",")) if name))[:20]
