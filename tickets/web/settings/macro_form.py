"""The form of a macro: words, whom it is for, and what it changes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.permissions import allow
from helpdesk.base import blanks
from tickets import checklists
from tickets.automation.macros import ME
from tickets.automation.variables import known_to_macros
from tickets.models import Category, Checklist, Macro, Priority, Status
from tickets.triage import tag_name

KEEP = gettext_lazy("Leave as it is")
EVERYBODY, TEAM, MINE = "everybody", "team", "mine"


class MacroForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    text = forms.CharField(label=gettext_lazy("Words"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    is_note = forms.BooleanField(label=gettext_lazy("An internal note"), required=False)
    circle = forms.ChoiceField(label=gettext_lazy("For"), widget=forms.RadioSelect)
    team = forms.ModelChoiceField(
        label=gettext_lazy("The team"), queryset=None, required=False, empty_label=gettext_lazy("Choose a team")
    )
    status = forms.ModelChoiceField(label=gettext_lazy("Status"), queryset=None, required=False, empty_label=KEEP)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    category = forms.ModelChoiceField(label=gettext_lazy("Category"), queryset=None, required=False, empty_label=KEEP)
    checklist = forms.ModelChoiceField(
        label=gettext_lazy("Checklist to add"), queryset=None, required=False, empty_label=gettext_lazy("No checklist")
    )
    to_team = forms.ModelChoiceField(label=gettext_lazy("Hand to"), queryset=None, required=False, empty_label=KEEP)
    assignee = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    add_tags = forms.CharField(
        label=gettext_lazy("Add tags"), required=False, help_text=gettext_lazy("Separated by commas.")
    )

    def __init__(self, *args, writer, macro=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.writer, self.macro = writer, macro
        shared = [(EVERYBODY, _("Everybody")), (TEAM, _("One team"))] if allow(writer, "macro.share") else []
        self.fields["circle"].choices = [*shared, (MINE, _("Only me"))]
        self.fields["team"].queryset = self.fields["to_team"].queryset = Team.objects.by_name()
        self.fields["status"].queryset = Status.objects.usable().in_order()
        self.fields["category"].queryset = Category.objects.usable().in_order()
        self.fields["checklist"].queryset = Checklist.objects.usable().by_name()
        if not checklists.usable():
            del self.fields["checklist"]
        self.fields["priority"].choices = [("", KEEP), *((p.key, p.label) for p in Priority)]
        able = Agent.objects.active().able_to_answer().by_name().values_list("pk", "name")
        self.fields["assignee"].choices = [
            ("", KEEP),
            (ME, _("Whoever uses it")),
            *((str(pk), name) for pk, name in able),
        ]
        self.initial = self._initial()

    def _initial(self) -> dict:
        if self.macro is None:
            return {"circle": self.fields["circle"].choices[0][0]}
        macro, changes = self.macro, self.macro.changes
        return {
            "name": macro.name,
            "text": macro.text,
            "is_note": macro.is_note,
            "circle": MINE if macro.owner_id else TEAM if macro.team_id else EVERYBODY,
            "team": macro.team_id,
            **{key: changes.get(key) for key in ("status", "priority", "category", "checklist", "assignee")},
            "to_team": changes.get("team"),
            "add_tags": ", ".join(changes.get("add_tags", [])),
        }

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        unknown = blanks.unknown_in(text, known_to_macros())
        if unknown:
            words = ", ".join("{{" + word + "}}" for word in unknown)
            raise ValidationError(_("There is no such blank: %(words)s.") % {"words": words})
        return text

    def clean_add_tags(self):
        names = [tag_name(name) for name in self.cleaned_data["add_tags"].split(",")]
        return list(dict.fromkeys(name for name in names if name))[:20]

    def clean(self):
        values = super().clean()
        if values.get("circle") == TEAM and not values.get("team"):
            self.add_error("team", _("Choose the team."))
        if not self.errors and not values["text"] and not self._changes(values):
            self.add_error("text", _("Write something, or choose a change."))
        if not self.errors and self._is_taken(values):
            self.add_error("name", _("“%(value)s” exists already.") % {"value": values["name"]})
        return values

    def columns(self) -> dict:
        """The columns of the macro."""
        values = self.cleaned_data
        return (
            {key: values[key] for key in ("name", "text", "is_note")}
            | self._circle(values)
            | {"changes": self._changes(values)}
        )

    def _circle(self, values) -> dict:
        circle = values["circle"]
        return {"team": values["team"] if circle == TEAM else None, "owner": self.writer if circle == MINE else None}

    def _is_taken(self, values) -> bool:
        same = Macro.objects.filter(name__iexact=values["name"], **self._circle(values))
        return same.exclude(pk=self.macro.pk if self.macro else None).exists()

    def _changes(self, values) -> dict:
        rows = {key: values[key].pk for key in ("status", "category", "checklist") if values.get(key)}
        if values.get("to_team"):
            rows["team"] = values["to_team"].pk
        if values.get("assignee"):
            rows["assignee"] = ME if values["assignee"] == ME else int(values["assignee"])
        return rows | {key: values[key] for key in ("priority", "add_tags") if values.get(key)}
