"""`/settings/condition-values/`: how the chosen field of one row is compared, and the values there are for it."""

import re

from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from tickets.automation.condition_rows import ConditionRow
from tickets.automation.conditions.offers import offered_to
from tickets.automation.conditions.registry import known_fields

PREFIX = re.compile(r"conditions-\d{1,3}")


@require_safe
@agent_required("queue.own")
def show(request):
    prefix = request.GET.get("prefix", "conditions-0")
    if not PREFIX.fullmatch(prefix):
        return HttpResponseBadRequest()
    field = request.GET.get(f"{prefix}-field", "")
    with offered_to(request.agent):
        row = ConditionRow(prefix=prefix, known=known_fields(), initial={"field": field})
        return render(request, "tickets/settings/_asked.html", {"row": row})
