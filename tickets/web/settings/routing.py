"""`/settings/routing/`: how each team's tickets are given out, and what a channel weighs."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts import teams
from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.models.team import Routing
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm, form_page, with_errors
from tickets.automation import references
from tickets.automation.conditions.reading import all_in_words, broken
from tickets.models import Channel, TeamLine, Ticket
from tickets.routing import lines, weights

WEEK = 7 * 24 * 60
NEVER = gettext_lazy("Empty: never.")


def minutes(label, help_text, **more) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=WEEK, **more)


class RoutingForm(SettingsForm):
    routing = forms.ChoiceField(label=gettext_lazy("Who is next"), choices=Routing.choices, required=False)
    most_open_tickets = forms.IntegerField(
        label=gettext_lazy("Open tickets at most"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=gettext_lazy(
            "Counted by what channels weigh. Tickets that wait for the customer are not counted. Empty: no limit. "
            "Agents may have a limit of their own."
        ),
        error_messages={
            "min_value": gettext_lazy("At least one ticket. Who is to get none is set to away, or leaves the team.")
        },
    )
    skills_waived_after_minutes = minutes(
        gettext_lazy("Without its skills after (minutes)"),
        gettext_lazy("A ticket that nobody with its skills could take for so long goes to anybody. Empty: it waits."),
        required=False,
    )
    fallback_team = forms.ModelChoiceField(
        label=gettext_lazy("Falls back to"), queryset=None, required=False, empty_label=gettext_lazy("No other team")
    )
    falls_back_after_minutes = minutes(
        gettext_lazy("Falls back after (minutes)"),
        gettext_lazy("A ticket that nobody took for so long moves to that team."),
        required=False,
    )
    attend_within_minutes = minutes(
        gettext_lazy("Look at it within (minutes)"),
        gettext_lazy("A ticket that routing gave and whose agent does not open it by then goes to the next. ") + NEVER,
        required=False,
    )
    alarm_after_minutes = minutes(
        gettext_lazy("Alarm after (minutes)"),
        gettext_lazy("The lead and the administrators hear of tickets that wait so long with nobody on duty. ") + NEVER,
        required=False,
    )

    class Meta:
        model = Team
        fields = [
            "is_routed", "routing", "most_open_tickets", "prefers_last_agent", "skills_waived_after_minutes",
            "falls_back_after_minutes", "attend_within_minutes", "alarm_after_minutes",
        ]  # fmt: skip
        labels = {
            "is_routed": gettext_lazy("Tickets are given out by themselves"),
            "prefers_last_agent": gettext_lazy("Same agent again"),
        }
        help_texts = {
            "is_routed": gettext_lazy("Off: they wait until somebody takes them."),
            "prefers_last_agent": gettext_lazy(
                "A customer's next ticket goes to whoever had the last one, if that agent can take it."
            ),
        }
        widgets = {"is_routed": Switch, "prefers_last_agent": Switch}

    field_order = [
        "is_routed", "routing", "most_open_tickets", "prefers_last_agent", "skills_waived_after_minutes",
        "fallback_team", "falls_back_after_minutes", "attend_within_minutes", "alarm_after_minutes",
    ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["fallback_team"] = self.instance.fallback_team_id
        self.fields["fallback_team"].queryset = Team.objects.exclude(pk=self.instance.pk).by_name()

    def clean_routing(self):
        return self.cleaned_data["routing"] or self.instance.routing

    def clean_falls_back_after_minutes(self):
        return self.cleaned_data["falls_back_after_minutes"] or self.instance.falls_back_after_minutes


class WeightsForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for channel, label in Channel.choices:
            self.fields[channel] = forms.IntegerField(
                label=label, min_value=1, max_value=100, initial=weights.of(channel)
            )


@agent_required("settings.people")
def index(request):
    rows = [(team, _rules(team)) for team in Team.objects.select_related("fallback_team").by_name()]
    heavy = [(Channel(channel).label, weight) for channel, weight in sorted(weights.by_channel().items())]
    context = {
        "title": _("Routing"),
        "rows": rows,
        "weights": heavy,
        "lines": _lines(),
        "default": next((team for team, _said in rows if team.is_default), None),
        **_tried(request),
        "without_team": Agent.objects.able_to_answer().filter(memberships=None).by_name(),
    }
    return render(request, "tickets/settings/routing.html", context)


@agent_required("settings.people")
def edit(request, pk):
    team = get_object_or_404(Team, pk=pk)
    form = RoutingForm(request.POST or None, instance=get_object_or_404(Team, pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            teams.set_routing(team, form.cleaned_data, by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            return _saved(request, _("Routing of %(name)s was saved.") % {"name": team.name})
    return _page(request, form, team.name)


@agent_required("settings.people")
def weigh(request):
    form = WeightsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        weights.set_all(form.cleaned_data, by=Actor.agent(request.agent))
        return _saved(request, _("What channels weigh was saved."))
    lead = _("How much of an agent's limit a ticket takes up: a chat wants more of a person at once than a mail.")
    return _page(request, form, _("What channels weigh"), lead=lead)


def _lines() -> list[dict]:
    """Which team new tickets go to, in the order in which it is asked."""
    every = list(TeamLine.objects.in_order().select_related("team"))
    with references.names_of_all((line.conditions, ()) for line in every):
        return [
            {"line": line, "where": all_in_words(line.conditions), "broken": broken(line.conditions)} for line in every
        ]


def _tried(request) -> dict:
    """The answer to “which line would this ticket take, and why not those before it?”"""
    number = request.GET.get("ticket", "").strip().lstrip("#")
    if not number:
        return {}
    ticket = Ticket.objects.visible_to(request.agent).filter(number=number).first() if number.isdigit() else None
    if ticket is None:
        return {"number": number, "unknown": True}
    names = dict(Team.objects.values_list("pk", "name"))
    said = [(names[one.line.team_id], one.verdict) for one in lines.tried(ticket)]
    return {"number": number, "ticket": ticket, "tried": said}


def _page(request, form, title, **more):
    crumbs = [(reverse("settings-routing"), _("Routing"))]
    return form_page(request, form, title=title, back=reverse("settings-routing"), crumbs=crumbs, **more)


def _saved(request, text):
    messages.success(request, text)
    return HttpResponseRedirect(reverse("settings-routing"))


def _rules(team: Team) -> list[str]:
    """The team's rules as an administrator reads them."""
    said = [str(Routing(team.routing).label)]
    if team.most_open_tickets:
        said.append(_("at most %(count)s each") % {"count": team.most_open_tickets})
    if team.prefers_last_agent:
        said.append(_("same agent again"))
    if team.attend_within_minutes:
        said.append(_("looked at within %(count)s min") % {"count": team.attend_within_minutes})
    if team.fallback_team:
        words = {"team": team.fallback_team.name, "count": team.falls_back_after_minutes}
        said.append(_("to %(team)s after %(count)s min") % words)
    if team.alarm_after_minutes:
        said.append(_("alarm after %(count)s min") % {"count": team.alarm_after_minutes})
    return said
