"""`/settings/routing/lines/`: which team a new ticket goes to, by what it is; the first line that it fits decides."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Growing, Switch
from helpdesk.ui.settings_pages import confirm_page
from tickets.automation.condition_rows import condition_rows, conditions_of, wants_more
from tickets.automation.conditions.reading import ConditionsRefused
from tickets.models import TeamLine
from tickets.routing import lines


class LineForm(Growing, forms.Form):
    team = forms.ModelChoiceField(
        label=gettext_lazy("They go to"), queryset=None, empty_label=gettext_lazy("Choose a team")
    )
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, widget=Switch)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.by_name()


@agent_required("settings.people")
def create(request):
    return _show(request, TeamLine(), _("New line"))


@agent_required("settings.people")
def edit(request, pk):
    line = get_object_or_404(TeamLine.objects.select_related("team"), pk=pk)
    removal = {
        "href": reverse("settings-routing-line-remove", args=[pk]),
        "label": _("Remove the line"),
        "text": _("Tickets that it gave to the team stay there."),
    }
    return _show(request, line, _("To %s") % line.team.name, danger=[removal])


@require_POST
@agent_required("settings.people")
def place(request, pk):
    line = get_object_or_404(TeamLine, pk=pk)
    lines.move(line, up=request.POST.get("to") == "up", by=Actor.agent(request.agent))
    return HttpResponseRedirect(reverse("settings-routing"))


@agent_required("settings.people")
def remove(request, pk):
    line = get_object_or_404(TeamLine.objects.select_related("team"), pk=pk)
    if request.method == "POST":
        lines.remove(line, by=Actor.agent(request.agent))
        messages.success(request, _("The line was removed."))
        return HttpResponseRedirect(reverse("settings-routing"))
    return confirm_page(
        request,
        title=_("Remove the line to %s?") % line.team.name,
        text=_("New tickets that it took go on to the lines after it, else to their mailbox's team."),
        label=_("Remove"),
        back=reverse("settings-routing-line", args=[pk]),
        crumbs=_crumbs(),
    )


def _show(request, line, title, **more):
    initial = {"team": line.team_id, "is_active": line.is_active}
    form = LineForm(request.POST or None, initial=initial, is_draft=wants_more(request))
    rows = condition_rows(request, line.conditions)
    is_sent = request.method == "POST" and not wants_more(request)
    # Both are judged, so that every mistake is shown at once.
    is_good = [form.is_valid(), rows.is_valid()] if is_sent else [False]
    if all(is_good) and _keep(form, rows, line, request.agent):
        messages.success(request, _("The line was saved; it is for tickets that are opened from now on."))
        return HttpResponseRedirect(reverse("settings-routing"))
    context = {
        "form": form,
        "conditions": rows,
        "title": title,
        "back": reverse("settings-routing"),
        "crumbs": [("/settings/", _("Settings")), *_crumbs(), ("", title)],
        **more,
    }
    return render(request, "tickets/settings/team_line.html", context, status=422 if is_sent else 200)


def _keep(form, rows, line, agent) -> bool:
    line.team, line.is_active = form.cleaned_data["team"], form.cleaned_data["is_active"]
    line.conditions = conditions_of(rows)
    try:
        lines.save(line, by=Actor.agent(agent))
    except ConditionsRefused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _crumbs():
    return [(reverse("settings-routing"), _("Routing"))]
