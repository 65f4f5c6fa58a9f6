"""`/settings/escalation-matrix/questions/`: what a level wants to know when a ticket is escalated to it by hand."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Growing
from helpdesk.ui.settings_pages import confirm_page
from sla import escalation_templates
from sla.escalation_templates import LONGEST_QUESTION, TemplateRefused
from sla.models import EscalationTemplate
from tickets.automation.condition_rows import posted, wants_more

PREFIX = "questions"
SPARE_ROWS = 2
# A new one begins with what nearly every next level asks back for.
EXAMPLE = [
    {"label": gettext_lazy("What was tried, and what came of it"), "required": True},
    {"label": gettext_lazy("What the customer needs, and by when"), "required": True},
    {"label": gettext_lazy("Who else has it, and since when"), "required": False},
    {
        "label": gettext_lazy("How to see it happen"),
        "help": gettext_lazy("Steps, links, screenshots."),
        "required": False,
    },
]


class PlaceForm(Growing, forms.Form):
    level = forms.IntegerField(label=gettext_lazy("Level"), min_value=1, max_value=9)
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Every team of this level"),
        help_text=gettext_lazy("A team's own questions go before those of its level."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.by_name()

    def refuse(self, refusal: TemplateRefused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class QuestionRow(forms.Form):
    label = forms.CharField(label=gettext_lazy("Question"), required=False, max_length=LONGEST_QUESTION)
    help = forms.CharField(label=gettext_lazy("Hint"), required=False, max_length=LONGEST_QUESTION)
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            plain = {} if name == "required" else {"class": "input"}
            field.widget.attrs |= plain | {"aria-label": field.label}

    def has_changed(self):
        """A row that is sent as it was stored is a question like any other."""
        return True


@agent_required("settings.sla")
def create(request):
    template = EscalationTemplate(questions=[{**one, "label": str(one["label"])} for one in EXAMPLE])
    return _show(request, template, _("What a level asks"))


@agent_required("settings.sla")
def edit(request, pk):
    template = get_object_or_404(EscalationTemplate.objects.select_related("team"), pk=pk)
    removal = {
        "href": reverse("settings-questions-remove", args=[pk]),
        "label": _("Remove the questions"),
        "text": _("Only the reason is asked for then. Notes that were written stay."),
    }
    return _show(request, template, _("What level %s asks") % template.level, danger=[removal])


@agent_required("settings.sla")
def remove(request, pk):
    template = get_object_or_404(EscalationTemplate, pk=pk)
    if request.method == "POST":
        escalation_templates.remove(template, by=Actor.agent(request.agent))
        messages.success(request, _("The questions were removed."))
        return HttpResponseRedirect(reverse("settings-matrix"))
    return confirm_page(
        request,
        title=_("Remove what level %s asks?") % template.level,
        text=_("Only the reason is asked for then. Notes that were written stay."),
        label=_("Remove"),
        back=reverse("settings-questions", args=[pk]),
        crumbs=[(reverse("settings-matrix"), _("Escalation matrix"))],
    )


def _show(request, template, title, **more):
    initial = {"level": template.level or 1, "team": template.team_id}
    form = PlaceForm(request.POST or None, initial=initial, is_draft=wants_more(request))
    rows = forms.formset_factory(QuestionRow, extra=SPARE_ROWS)(
        posted(request, PREFIX, SPARE_ROWS), initial=template.questions, prefix=PREFIX
    )
    is_sent = request.method == "POST" and not wants_more(request)
    is_good = [form.is_valid(), rows.is_valid()] if is_sent else [False]
    if all(is_good) and _keep(form, rows, template, request.agent):
        messages.success(request, _("The questions were saved."))
        return HttpResponseRedirect(reverse("settings-matrix"))
    context = {
        "form": form,
        "rows": rows,
        "title": title,
        "back": reverse("settings-matrix"),
        "crumbs": [("/settings/", _("Settings")), (reverse("settings-matrix"), _("Escalation matrix")), ("", title)],
        **more,
    }
    return render(request, "sla/settings/questions.html", context, status=422 if is_sent else 200)


def _keep(form, rows, template, agent) -> bool:
    template.level, template.team = form.cleaned_data["level"], form.cleaned_data["team"]
    template.questions = [row.cleaned_data for row in rows]
    try:
        escalation_templates.save(template, by=Actor.agent(agent))
    except TemplateRefused as refusal:
        form.refuse(refusal)
        return False
    return True
