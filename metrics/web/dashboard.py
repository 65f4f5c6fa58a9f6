"""The manager's first page: the numbers of a period, each leading to its tickets."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from metrics import dashboards, definitions
from metrics.web.asking import asked


@require_safe
@agent_required("metrics.read")
def show(request):
    ask = asked(request)
    board = dashboards.dashboard(request.agent, ask.period, ask.scope)
    return render(request, "metrics/dashboard.html", {"ask": ask, "board": board})


@require_safe
@agent_required("metrics.read")
def meanings(request):
    steps = [(reverse("metrics"), _("Metrics")), ("", _("Meanings"))]
    return render(request, "metrics/meanings.html", {"metrics": definitions.ALL, "steps": steps})
