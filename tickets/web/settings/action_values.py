"""`/settings/action-values/`: what the action chosen in one row needs to know."""

import re

from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from tickets.automation.action_rows import ActionRow

PREFIX = re.compile(r"actions-\d{1,3}")


@require_safe
@agent_required("settings.open")
def show(request):
    prefix = request.GET.get("prefix", "actions-0")
    if not PREFIX.fullmatch(prefix):
        return HttpResponseBadRequest()
    row = ActionRow(prefix=prefix, initial={"do": request.GET.get(f"{prefix}-do", "")})
    return render(request, "tickets/settings/_action_values.html", {"row": row})
