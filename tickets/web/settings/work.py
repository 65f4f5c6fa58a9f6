"""`/settings/work/`: when somebody counts as working on the ticket that is open before them."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import form_page
from tickets import handling
from tickets.models.work_rules import LONGEST_IDLE, SHORTEST_IDLE


class WorkForm(forms.Form):
    idle_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds without a key or a pointer"),
        help_text=gettext_lazy("After so long the time on the open ticket stands still, until somebody moves again."),
        min_value=SHORTEST_IDLE,
        max_value=LONGEST_IDLE,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("settings.tickets")
def edit(request):
    form = WorkForm(request.POST or None, initial={"idle_seconds": handling.idle_seconds()})
    if form.is_bound and form.is_valid():
        handling.set_idle(form.cleaned_data["idle_seconds"], by=Actor.agent(request.agent))
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path, status=303)
    return form_page(request, form, title=_("Time on tickets"), back="/settings/")
