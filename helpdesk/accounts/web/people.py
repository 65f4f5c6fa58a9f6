"""`/settings/people/`: who works here and as what."""

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts import people
from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, Invitation
from helpdesk.accounts.permissions import Role
from helpdesk.accounts.web.limits import MostOpenTickets
from helpdesk.accounts.zones import TIME_ZONES
from helpdesk.ui.forms import Combobox
from helpdesk.ui.settings_pages import SettingsForm, confirm_page, form_page, with_errors


class PersonForm(SettingsForm):
    class Meta:
        model = Agent
        fields = ["name", "role", "language", "time_zone", "most_open_tickets"]

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("As the browser asks")), *settings.LANGUAGES],
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[("", gettext_lazy("The company's")), *TIME_ZONES],
        required=False,
        widget=Combobox,
    )
    most_open_tickets = MostOpenTickets(
        help_text=gettext_lazy("Routing gives no more than that. Empty: as many as the team says.")
    )

    def __init__(self, *args, giver, **kwargs):
        super().__init__(*args, **kwargs)
        given = people.roles_given_by(giver)
        self.fields["role"].choices = [(value, label) for value, label in Role.choices if value in given]


@agent_required("settings.people")
def index(request):
    everybody = Agent.objects.select_related("user").prefetch_related("memberships__team").by_name()
    sought, with_gone = request.GET.get("q", "").strip(), "gone" in request.GET
    rows = list(everybody if with_gone else everybody.active())
    rows = [agent for agent in rows if sought.lower() in f"{agent.name} {agent.email}".lower()]
    secured = set(
        Authenticator.objects.filter(user__in=[agent.user_id for agent in rows])
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    context = {
        "title": _("Agents"),
        "rows": [_row(agent, secured, request.agent) for agent in rows],
        "invitations": Invitation.objects.open().select_related("invited_by").order_by("-created_at"),
        "q": sought,
        "with_gone": with_gone,
    }
    return render(request, "accounts/settings/people.html", context)


@agent_required("settings.people")
def edit(request, pk):
    person = get_object_or_404(Agent.objects.select_related("user"), pk=pk)
    _require_touching(person, request.agent)
    # A copy for the form: judging the input must not touch the row the page's menus may be about.
    form = PersonForm(request.POST or None, instance=Agent.objects.get(pk=pk), giver=request.agent)
    if request.method == "POST" and form.is_valid():
        try:
            people.change(person, form.cleaned_data, by=request.agent)
        except ValidationError as error:
            with_errors(form, error)
        else:
            messages.success(request, _("%(name)s was saved.") % {"name": form.cleaned_data["name"]})
            return HttpResponseRedirect(reverse("settings-people"))
    return form_page(
        request,
        form,
        title=person.name,
        lead=person.email,
        back=reverse("settings-people"),
        crumbs=_crumbs(),
        danger=_ways_out(person),
    )


@agent_required("settings.people")
def deactivate(request, pk):
    person = get_object_or_404(Agent, pk=pk)
    _require_touching(person, request.agent)
    if request.method == "POST":
        try:
            people.deactivate(person, by=request.agent)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("%(name)s was deactivated.") % {"name": person.name})
        return HttpResponseRedirect(reverse("settings-people"))
    return confirm_page(
        request,
        title=_("Deactivate %(name)s?") % {"name": person.name},
        text=_(
            "Sessions and API tokens end at once, and open tickets go back to their teams. What was written stays "
            "under this name. You can take it back at any time."
        ),
        label=_("Deactivate"),
        back=reverse("settings-person", args=[pk]),
        crumbs=_crumbs(),
    )


@require_POST
@agent_required("settings.people")
def reactivate(request, pk):
    person = people.reactivate(get_object_or_404(Agent, pk=pk), by=request.agent)
    messages.success(request, _("%(name)s may sign in again.") % {"name": person.name})
    return HttpResponseRedirect(reverse("settings-people"))


def _row(agent, secured, by):
    return {"agent": agent, "is_secured": agent.user_id in secured, "may_touch": people.may_touch(agent, by)}


def _require_touching(person, by):
    # A form that may not be sent would show a role the person does not have.
    if not people.may_touch(person, by):
        raise PermissionDenied


def _crumbs():
    return [(reverse("settings-people"), _("Agents"))]


def _ways_out(person):
    if not person.is_active:
        return []
    text = _("Ends all access. Tickets, messages and the history stay.")
    return [{"href": reverse("settings-person-deactivate", args=[person.pk]), "label": _("Deactivate"), "text": text}]
