"""`/settings/teams/`: whom tickets are routed to."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts import teams, uses
from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.models.team import USUAL_LOAD
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm, confirm_page, form_page, with_errors


class TeamForm(SettingsForm):
    unique = "name"
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Nobody"),
        help_text=gettext_lazy("Hears of tickets that are escalated."),
    )
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Members"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Team
        fields = ["name", "is_default", "is_restricted"]
        labels = {
            "name": gettext_lazy("Name"),
            "is_default": gettext_lazy("Default team"),
            "is_restricted": gettext_lazy("Restricted"),
        }
        help_texts = {
            "is_default": gettext_lazy("Gets the tickets that no mailbox or rule gives to another team."),
            "is_restricted": gettext_lazy("Only members see its tickets."),
        }
        widgets = {"is_default": Switch, "is_restricted": Switch}

    field_order = ["name", "lead", "members"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = Agent.objects.active().by_name()
        self.fields["lead"].queryset = self.fields["members"].queryset = people
        if self.instance.pk:
            self.initial["lead"] = self.instance.lead_id
            self.initial["members"] = [row.agent_id for row in self.instance.memberships.all()]

    def split(self):
        """The columns, and the members."""
        values = dict(self.cleaned_data)
        return values, values.pop("members")


@agent_required("settings.people")
def index(request):
    rows = (
        Team.objects.select_related("lead")
        .annotate(size=Count("memberships", filter=Q(memberships__agent__is_active=True)))
        .by_name()
    )
    return render(request, "accounts/settings/teams.html", {"title": _("Teams"), "teams": rows})


@agent_required("settings.people")
def create(request):
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values, members = form.split()
        teams.make({**values, "most_open_tickets": USUAL_LOAD}, members, by=Actor.agent(request.agent))
        return _saved(request, form)
    return _page(request, form, _("New team"))


@agent_required("settings.people")
def edit(request, pk):
    team = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, instance=get_object_or_404(Team, pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            teams.change(team, *form.split(), by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            return _saved(request, form)
    removal = {
        "href": reverse("settings-team-remove", args=[pk]),
        "label": _("Remove the team"),
        "text": _("Its tickets stay and belong to no team."),
    }
    lead = _("How its tickets are given out is said under Routing.")
    return _page(request, form, team.name, lead=lead, danger=[] if team.is_default else [removal])


@agent_required("settings.people")
def remove(request, pk):
    team = get_object_or_404(Team, pk=pk, is_default=False)
    if request.method == "POST":
        try:
            teams.remove(team, by=Actor.agent(request.agent))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("settings-team", args=[pk]))
        messages.success(request, _("The team %(name)s was removed.") % {"name": team.name})
        return HttpResponseRedirect(reverse("settings-teams"))
    return confirm_page(
        request,
        title=_("Remove the team %(name)s?") % {"name": team.name},
        text=_("Its tickets stay and belong to no team; agents only in this team see them no longer in its queue."),
        label=_("Remove"),
        back=reverse("settings-team", args=[pk]),
        crumbs=[(reverse("settings-teams"), _("Teams"))],
        uses=uses.of("team", pk),
    )


def _page(request, form, title, **more):
    crumbs = [(reverse("settings-teams"), _("Teams"))]
    return form_page(request, form, title=title, back=reverse("settings-teams"), crumbs=crumbs, **more)


def _saved(request, form):
    messages.success(request, _("The team %(name)s was saved.") % {"name": form.cleaned_data["name"]})
    return HttpResponseRedirect(reverse("settings-teams"))
