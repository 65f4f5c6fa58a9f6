"""`/settings/policies/<id>/earlier/` and `/later/`: the order in which policies are tried."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from sla import policies
from sla.models import Policy


@require_POST
@agent_required("settings.sla")
def earlier(request, pk):
    return _move(request, pk, up=True)


@require_POST
@agent_required("settings.sla")
def later(request, pk):
    return _move(request, pk, up=False)


def _move(request, pk, *, up):
    policies.move(get_object_or_404(Policy, pk=pk), up=up, by=Actor.agent(request.agent))
    return HttpResponseRedirect(reverse("settings-policies"))
