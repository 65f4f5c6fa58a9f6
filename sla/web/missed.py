"""`/desk/missed/`: promises that were not kept, and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.base.spreadsheets import csv_text
from helpdesk.ui.listing import Listing, Order
from sla import breaches, missed
from sla.models import Metric
from tickets.numbering import reference

MOST_IN_A_FILE = 10_000
WITH = ("clock", "ticket", "team", "agent")
# What is asked for is not the list's to apply, but its page links must keep it.
KEPT = ("from", "to", "cause", "metric", "team", "agent", "waived", "calendar")
MISSED = Listing(
    orders={"when": Order(gettext_lazy("Newest"), "-breached_at")},
    filters={name: lambda rows, value: rows for name in KEPT},
)


@require_safe
@agent_required("ticket.take")
def index(request):
    one = missed.asked(request.agent, request.GET)
    page = MISSED.page(one.rows().select_related(*WITH), request.GET)
    counts = breaches.counts(one.rows(of_any_cause=True), one.cause)
    context = {
        "title": _("Missed promises"),
        "one": one,
        "page": page,
        "listed": [(each, reference(each.row.ticket)) for each in breaches.listed(page.rows, clock.now())],
        "counts": counts,
        "choices": _choices(request.agent),
        "updates": [(each, reference(each.ticket)) for each in missed.updates(one)],
        "may_waive": allow(request.agent, "sla.waive"),
        "query": _query(request, leave_out=()),
        "query_without_cause": _query(request, leave_out=("cause",)),
    }
    return render(request, "sla/missed.html", context)


@require_safe
@agent_required("ticket.take")
def file(request):
    """The same as a table for spreadsheet programs."""
    one = missed.asked(request.agent, request.GET)
    rows = one.rows().select_related(*WITH).newest_first()[:MOST_IN_A_FILE]
    header = [
        _("Ticket"), _("Subject"), _("Promise"), _("Due"), _("Missed"), _("Late (business minutes)"),
        _("Late (calendar minutes)"), _("Agent"), _("Team"), _("Cause"), _("In words"), _("Waived by"),
    ]  # fmt: skip
    lines = [_cells(each) for each in breaches.listed(rows, clock.now())]
    name = f"missed-{one.first}-{one.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(csv_text(header, lines), content_type="text/csv; charset=utf-8", headers=headers)


def _cells(each: breaches.Listed) -> list:
    row, due = each.row, each.due_at
    return [
        reference(row.ticket),
        row.ticket.subject,
        each.measure,
        localtime(due).isoformat(timespec="seconds") if due else "",
        localtime(row.breached_at).isoformat(timespec="seconds"),
        each.late_business_seconds // 60,
        each.late_calendar_seconds // 60,
        row.agent.name if row.agent else "",
        row.team.name if row.team else "",
        row.get_cause_display(),
        each.because,
        row.clock.waived_by,
    ]


def _choices(agent) -> dict:
    """What the list can be narrowed down by."""
    return {
        "metric": [(metric.value, metric.label) for metric in Metric],
        "team": list(Team.objects.visible_to(agent).by_name().values_list("pk", "name")),
        "agent": list(Agent.objects.active().order_by("name").values_list("pk", "name")),
    }


def _query(request, leave_out) -> str:
    asked = request.GET.copy()
    for name in [key for key in asked if key not in KEPT or key in leave_out]:
        del asked[name]
    return asked.urlencode()
