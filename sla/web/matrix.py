"""`/settings/escalation-matrix/`: which team takes over at which level, for whom."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import confirm_page, form_page
from sla import escalation_rules, levels
from sla.models import EscalationRule, EscalationTemplate, MatrixRow, PriorityKey
from tickets.automation import references
from tickets.automation.actions import registry
from tickets.automation.conditions.reading import all_in_words


class RowForm(forms.ModelForm):
    team = forms.ModelChoiceField(label=gettext_lazy("Team that takes over"), queryset=None)
    told = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Tell these agents"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = MatrixRow
        fields = ["level", "tier", "priority", "team", "notify_lead", "keeps_assignee"]
        labels = {
            "level": gettext_lazy("Level"),
            "tier": gettext_lazy("Customer tier or segment"),
            "priority": gettext_lazy("Priority"),
            "notify_lead": gettext_lazy("Tell its lead"),
            "keeps_assignee": gettext_lazy("The owner stays the owner"),
        }
        help_texts = {
            "level": gettext_lazy("1 is the first step up."),
            "tier": gettext_lazy("As it is written at organisations or customers. Empty: for everybody."),
        }
        widgets = {"notify_lead": Switch, "keeps_assignee": Switch}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.by_name()
        self.fields["priority"].choices = [("", gettext_lazy("Every priority")), *PriorityKey.choices]
        self.fields["priority"].required = False
        self.fields["told"].queryset = Agent.objects.active().by_name()
        self.initial["told"] = self.instance.notify_agents

    def clean_level(self):
        level = self.cleaned_data["level"]
        if not 1 <= level <= 9:
            raise forms.ValidationError(_("Give a level from 1 to 9."))
        return level

    def clean(self):
        values = super().clean()
        if "level" in values:
            same = MatrixRow.objects.filter(**{name: values[name] for name in ("level", "tier", "priority")})
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("level", _("There is a row for this level, tier and priority already."))
        return values

    def row(self) -> MatrixRow:
        """The row as the form has it; not stored."""
        row = self.instance
        row.notify_agents = [agent.pk for agent in self.cleaned_data["told"]]
        return row


@agent_required("settings.sla")
def index(request):
    context = {"title": _("Escalation matrix"), "rows": _rows(), "rules": _rules(), "templates": _templates()}
    return render(request, "sla/settings/matrix.html", context)


@require_safe
@agent_required("settings.sla")
def printed(request):
    """All of it on paper, as it stands in the rules now: what happens when, who takes over, what they ask."""
    context = {
        "title": _("Escalation matrix"),
        "rows": _rows(),
        "rules": _rules(),
        "templates": _templates(),
        "at": clock.now(),
        "crumbs": [
            ("/settings/", _("Settings")),
            (reverse("settings-matrix"), _("Escalation matrix")),
            ("", _("To print")),
        ],
    }
    return render(request, "sla/settings/matrix_print.html", context)


@agent_required("settings.sla")
def create(request):
    return _form(request, MatrixRow(), _("New row"))


@agent_required("settings.sla")
def edit(request, pk):
    row = get_object_or_404(MatrixRow, pk=pk)
    danger = {
        "href": reverse("settings-matrix-remove", args=[pk]),
        "label": _("Remove the row"),
        "text": _("Tickets at this level stay where they are."),
    }
    return _form(request, row, _("Level %s") % row.level, danger=[danger])


@agent_required("settings.sla")
def remove(request, pk):
    row = get_object_or_404(MatrixRow.objects.select_related("team"), pk=pk)
    if request.method == "POST":
        levels.remove_row(row, by=Actor.agent(request.agent))
        messages.success(request, _("The row was removed."))
        return HttpResponseRedirect(reverse("settings-matrix"))
    return confirm_page(
        request,
        title=_("Remove this row of level %s?") % row.level,
        text=_("Tickets that would have gone to %s find the next level that has a row.") % row.team,
        label=_("Remove"),
        back=reverse("settings-matrix-row", args=[pk]),
        crumbs=[(reverse("settings-matrix"), _("Escalation matrix"))],
    )


def _form(request, row, title, **context):
    form = RowForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        levels.save_row(form.row(), by=Actor.agent(request.agent))
        messages.success(request, _("The matrix was saved."))
        return HttpResponseRedirect(reverse("settings-matrix"))
    crumbs = [(reverse("settings-matrix"), _("Escalation matrix"))]
    return form_page(request, form, title=title, back=reverse("settings-matrix"), crumbs=crumbs, **context)


def _rows() -> list[tuple[MatrixRow, list[str]]]:
    """The rows, each with the names of those who are told."""
    rows = MatrixRow.objects.select_related("team__lead").order_by("level", "tier", "priority")
    names = dict(Agent.objects.values_list("pk", "name"))
    return [(row, [names[pk] for pk in row.notify_agents if pk in names]) for row in rows]


def _rules() -> list[dict]:
    """Every escalation rule in force in words, those that go up the matrix marked."""
    every = list(EscalationRule.objects.in_force().in_order())
    with references.names_of_all((rule.conditions, rule.actions) for rule in every):
        return [
            {
                "rule": rule,
                "when": escalation_rules.occasion(rule),
                "where": all_in_words(rule.conditions),
                "done": [registry.in_words(action) for action in rule.actions],
                "climbs": any(action["do"] == "escalate" for action in rule.actions),
            }
            for rule in every
        ]


def _templates() -> list[EscalationTemplate]:
    return list(EscalationTemplate.objects.select_related("team").order_by("level", "team__name"))
