"""`/settings/statuses/`: the company's own words for where a ticket stands."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm, confirm_page, form_page, with_errors
from tickets import statuses
from tickets.models import Status, StatusCategory, Ticket

MOST_COUNTED = 1000


class StatusForm(SettingsForm):
    unique = "name"

    class Meta:
        model = Status
        fields = ["name", "customer_label", "category", "is_default"]
        labels = {
            "name": gettext_lazy("Name"),
            "customer_label": gettext_lazy("What the customer reads"),
            "category": gettext_lazy("Category"),
            "is_default": gettext_lazy("Default of its category"),
        }
        help_texts = {
            "category": gettext_lazy("What the status means for clocks, queues and figures. It cannot change later."),
            "is_default": gettext_lazy("Given where the product itself moves a ticket."),
        }
        widgets = {"category": forms.RadioSelect, "is_default": Switch}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = StatusCategory.choices
        if self.instance.pk:
            del self.fields["category"]


@agent_required("settings.tickets")
def index(request):
    rows = list(Status.objects.in_order())
    return render(request, "tickets/settings/statuses.html", {"title": _("Statuses"), "statuses": rows})


@agent_required("settings.tickets")
def create(request):
    form = StatusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        statuses.make(form.cleaned_data, by=Actor.agent(request.agent))
        return _saved(request, form.cleaned_data["name"])
    return _page(request, form, _("New status"))


@agent_required("settings.tickets")
def edit(request, pk):
    status = get_object_or_404(Status, pk=pk)
    form = StatusForm(request.POST or None, instance=get_object_or_404(Status, pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            statuses.change(status, form.cleaned_data, by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            return _saved(request, form.cleaned_data["name"])
    off = {
        "href": reverse("settings-status-deactivate", args=[pk]),
        "label": _("Deactivate"),
        "text": _("Tickets that have it keep it; nobody can choose it any more."),
    }
    can_go = status.is_active and not status.is_default
    return _page(
        request,
        form,
        status.name,
        lead=_("Category: %(category)s") % {"category": status.get_category_display()},
        danger=[off] if can_go else [],
    )


@require_POST
@agent_required("settings.tickets")
def place(request, pk):
    status = get_object_or_404(Status, pk=pk)
    statuses.move(status, up=request.POST.get("to") == "up", by=Actor.agent(request.agent))
    return HttpResponseRedirect(reverse("settings-statuses"))


@agent_required("settings.tickets")
def deactivate(request, pk):
    status = get_object_or_404(Status, pk=pk, is_default=False)
    if request.method == "POST":
        statuses.deactivate(status, by=Actor.agent(request.agent))
        messages.success(request, _("%(name)s is not offered any more.") % {"name": status.name})
        return HttpResponseRedirect(reverse("settings-statuses"))
    count = Ticket.objects.filter(status=status)[:MOST_COUNTED].count()
    return confirm_page(
        request,
        title=_("Deactivate %(name)s?") % {"name": status.name},
        text=_in_use(count),
        label=_("Deactivate"),
        back=reverse("settings-status", args=[pk]),
        crumbs=[(reverse("settings-statuses"), _("Statuses"))],
    )


@require_POST
@agent_required("settings.tickets")
def reactivate(request, pk):
    status = statuses.reactivate(get_object_or_404(Status, pk=pk), by=Actor.agent(request.agent))
    messages.success(request, _("%(name)s can be chosen again.") % {"name": status.name})
    return HttpResponseRedirect(reverse("settings-statuses"))


def _in_use(count) -> str:
    if not count:
        return _("No ticket has it. It can be offered again at any time.")
    words = f"{count}+" if count == MOST_COUNTED else str(count)
    return _("Tickets that have it: %(count)s. They keep it until somebody gives them another.") % {"count": words}


def _page(request, form, title, **more):
    crumbs = [(reverse("settings-statuses"), _("Statuses"))]
    return form_page(request, form, title=title, back=reverse("settings-statuses"), crumbs=crumbs, **more)


def _saved(request, name):
    messages.success(request, _("%(name)s was saved.") % {"name": name})
    return HttpResponseRedirect(reverse("settings-statuses"))
