"""`/settings/webhooks/`: other people's servers that are told, how they do, and what they were told."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.base import http
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm, confirm_page, form_page
from helpdesk.webhooks import endpoints
from helpdesk.webhooks.models import Call, Endpoint

MOST_CALLS = 50


class EndpointForm(SettingsForm):
    unique = "name"

    class Meta:
        model = Endpoint
        fields = ["name", "url", "is_active"]
        labels = {
            "name": gettext_lazy("Name"),
            "url": gettext_lazy("Address"),
            "is_active": gettext_lazy("Switched on"),
        }
        help_texts = {"url": gettext_lazy("Messages are posted there, signed. It must be on the public internet.")}
        widgets = {"is_active": Switch}

    def clean_url(self):
        try:
            http.checked(self.cleaned_data["url"])
        except http.AddressRefused as refused:
            self.add_error("url", str(refused))
        return self.cleaned_data.get("url", "").strip()


@agent_required("settings.company")
def index(request):
    rows = Endpoint.objects.order_by("name")
    return render(request, "webhooks/index.html", {"title": _("Webhooks"), "rows": rows})


@agent_required("settings.company")
def create(request):
    form = EndpointForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made = endpoints.make(form.cleaned_data, by=Actor.agent(request.agent))
        messages.success(request, _("%(name)s was saved. Give its server the secret.") % {"name": made.name})
        return HttpResponseRedirect(_page_of(made))
    return _form(request, form, _("New webhook"))


@agent_required("settings.company")
def show(request, pk):
    endpoint = get_object_or_404(Endpoint, pk=pk)
    values = {
        "title": endpoint.name,
        "endpoint": endpoint,
        "secret": endpoints.secret_of(endpoint),
        "calls": Call.objects.filter(endpoint=endpoint).newest_first()[:MOST_CALLS],
        "crumbs": [("/settings/", _("Settings")), *_crumbs(), ("", endpoint.name)],
    }
    return render(request, "webhooks/endpoint.html", values)


@agent_required("settings.company")
def edit(request, pk):
    endpoint = get_object_or_404(Endpoint, pk=pk)
    form = EndpointForm(request.POST or None, instance=get_object_or_404(Endpoint, pk=pk))
    if form.is_bound and form.is_valid():
        endpoints.change(endpoint, form.cleaned_data, by=Actor.agent(request.agent))
        messages.success(request, _("%(name)s was saved.") % {"name": form.cleaned_data["name"]})
        return HttpResponseRedirect(_page_of(endpoint))
    text = _("What waits to be sent to it is dropped. Rules that use it show that it is gone.")
    gone = {"href": reverse("settings-webhook-remove", args=[pk]), "label": _("Remove"), "text": text}
    return _form(request, form, endpoint.name, back=_page_of(endpoint), danger=[gone])


@require_POST
@agent_required("settings.company")
def secret(request, pk):
    """A new one; the former signs beside it for a day."""
    endpoint = endpoints.renew_secret(get_object_or_404(Endpoint, pk=pk), by=Actor.agent(request.agent))
    messages.success(request, _("There is a new secret. For a day messages are signed with the former one as well."))
    return HttpResponseRedirect(_page_of(endpoint))


@require_POST
@agent_required("settings.company")
def calls(request, pk):
    """Send a test, or once more what was given up (`again`: its id)."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    again = request.POST.get("again", "")
    if again:
        made = get_object_or_404(Call, endpoint=endpoint, pk=int(again) if again.isdecimal() else 0)
        endpoints.call_again(made)
    else:
        endpoints.call(endpoint, "webhook.test", {"said_by": request.agent.name})
    messages.success(request, _("It is on its way. Look again in a moment."))
    return HttpResponseRedirect(_page_of(endpoint))


@agent_required("settings.company")
def remove(request, pk):
    endpoint = get_object_or_404(Endpoint, pk=pk)
    if request.method == "POST":
        endpoints.remove(endpoint, by=Actor.agent(request.agent))
        messages.success(request, _("%(name)s was removed.") % {"name": endpoint.name})
        return HttpResponseRedirect(reverse("settings-webhooks"))
    return confirm_page(
        request,
        title=_("Remove %(name)s?") % {"name": endpoint.name},
        text=_("What waits to be sent to it is dropped. Rules that use it show that it is gone."),
        label=_("Remove"),
        back=_page_of(endpoint),
        crumbs=_crumbs(),
    )


def _page_of(endpoint: Endpoint) -> str:
    return reverse("settings-webhook", args=[endpoint.pk])


def _crumbs():
    return [(reverse("settings-webhooks"), _("Webhooks"))]


def _form(request, form, title, *, back="", **more):
    back = back or reverse("settings-webhooks")
    return form_page(request, form, title=title, back=back, crumbs=_crumbs(), **more)
