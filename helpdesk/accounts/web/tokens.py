"""`/settings/tokens/`: keys for programs. A key is shown once, in the answer to the form that made it."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from helpdesk.accounts import tokens
from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, ApiToken
from helpdesk.accounts.permissions import Role, allow
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import confirm_page, form_page

LIFE_DAYS = [
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("One year")),
    ("", gettext_lazy("No end")),
]


class TokenForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("Which program uses it."))
    agent = forms.ModelChoiceField(
        label=gettext_lazy("Acts as"), queryset=None, help_text=gettext_lazy("The program may do what this agent may.")
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("May"),
        choices=[("read", gettext_lazy("Read only")), ("write", gettext_lazy("Read and write"))],
        widget=forms.RadioSelect,
        initial="read",
    )
    days = forms.ChoiceField(label=gettext_lazy("Good for"), choices=LIFE_DAYS, required=False, initial="90")

    def __init__(self, *args, maker, **kwargs):
        super().__init__(*args, **kwargs)
        people = Agent.objects.active().by_name()
        # A token of an owner would lend its maker an owner's rights.
        self.fields["agent"].queryset = people if allow(maker, "company.own") else people.exclude(role=Role.OWNER)
        self.fields["agent"].initial = maker.pk

    def clean_days(self):
        days = self.cleaned_data["days"]
        return clock.now() + timedelta(days=int(days)) if days else None


@agent_required("api.tokens")
def index(request):
    rows = ApiToken.objects.select_related("agent").order_by("revoked_at", "-created_at")
    return render(
        request, "accounts/settings/tokens.html", {"title": _("API tokens"), "tokens": rows, "now": clock.now()}
    )


@never_cache
@agent_required("api.tokens")
def create(request):
    form = TokenForm(request.POST or None, maker=request.agent)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        token, key = tokens.make(
            wish["agent"], wish["name"], by=Actor.agent(request.agent), scope=wish["scope"], expires_at=wish["days"]
        )
        context = {"title": _("Copy the key now"), "token": token, "key": key, "crumbs": [*_crumbs(), ("", token.name)]}
        return render(request, "accounts/settings/token_made.html", context)
    return form_page(
        request,
        form,
        title=_("New API token"),
        submit=_("Make the token"),
        back=reverse("settings-tokens"),
        crumbs=_crumbs()[1:],
    )


@agent_required("api.tokens")
def revoke(request, pk):
    token = get_object_or_404(ApiToken, pk=pk, revoked_at=None)
    if request.method == "POST":
        tokens.revoke(token, by=Actor.agent(request.agent))
        messages.success(request, _("The token %(name)s was revoked.") % {"name": token.name})
        return HttpResponseRedirect(reverse("settings-tokens"))
    return confirm_page(
        request,
        title=_("Revoke %(name)s?") % {"name": token.name},
        text=_("Programs that use it are refused from now on. This cannot be taken back."),
        label=_("Revoke"),
        back=reverse("settings-tokens"),
        crumbs=_crumbs()[1:],
    )


def _crumbs():
    return [(reverse("settings"), _("Settings")), (reverse("settings-tokens"), _("API tokens"))]
