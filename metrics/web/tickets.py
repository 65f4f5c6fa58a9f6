"""The tickets behind a number, page by page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.ui.listing import Listing, Order
from metrics import dashboards
from metrics.web.asking import NAMES, asked, metric_named


@require_safe
@agent_required("metrics.read")
def show(request, key):
    metric, ask = metric_named(key), asked(request)
    shown = dashboards.figure_of(metric, ask.period, ask.scope)
    facts = dashboards.facts_behind(metric, request.agent, ask.period, ask.scope)
    page = _listing(metric).page(facts, request.GET)
    rows = [(fact, metric.says(fact, ask.scope)) for fact in page.rows]
    return render(request, "metrics/tickets.html", {"ask": ask, "shown": shown, "page": page, "rows": rows})


def _listing(metric) -> Listing:
    """Period and filters are not the list's to apply, but its page links must keep them."""
    keep = {name: lambda rows, value: rows for name in NAMES}
    return Listing(orders={"when": Order("", metric.order)}, filters=keep)
