"""The tickets behind a number, page by page."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.ui.listing import Listing, Order
from helpdesk.ui.templatetags.ui import when_text
from metrics import dashboards
from metrics.web.asking import NAMES, asked, metric_named
from tickets.numbering import reference


@require_safe
@agent_required("metrics.read")
def show(request, key):
    metric, ask = metric_named(key), asked(request)
    shown = dashboards.figure_of(metric, ask.period, ask.scope)
    facts = dashboards.facts_behind(metric, request.agent, ask.period, ask.scope)
    page = _listing(metric).page(facts, request.GET)
    rows = [_row(fact, metric, ask) for fact in page.rows]
    steps = [(f"{reverse('metrics')}?{ask.query}", _("Metrics")), ("", metric.label)]
    values = {"ask": ask, "shown": shown, "page": page, "rows": rows, "steps": steps}
    return render(request, "metrics/tickets.html", values)


def _row(fact, metric, ask) -> dict:
    """Words and addresses ready to print: the template only repeats them."""
    ticket, local = fact.ticket, fact.at.astimezone(ask.period.zone)
    return {
        "href": f"/desk/tickets/{ticket.number}/",
        "subject": ticket.subject,
        "reference": reference(ticket),
        "customer": ticket.requester.name,
        "at": local.isoformat(timespec="seconds"),
        "when": when_text(local),
        "says": metric.says(fact, ask.scope),
    }


def _listing(metric) -> Listing:
    """Period and filters are not the list's to apply, but its page links must keep them."""
    keep = {name: lambda rows, value: rows for name in NAMES}
    return Listing(orders={"when": Order("", metric.order)}, filters=keep)
