"""The same numbers as tables for spreadsheet programs."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from helpdesk.accounts.access import agent_required
from metrics import exports
from metrics.web.asking import asked, metric_named


@require_safe
@agent_required("metrics.read")
def days(request):
    ask = asked(request)
    return _file(exports.days(ask.period, ask.scope), f"metrics-{ask.period.first}-{ask.period.last}")


@require_safe
@agent_required("metrics.read")
def tickets(request, key):
    metric, ask = metric_named(key), asked(request)
    text = exports.tickets(metric, request.agent, ask.period, ask.scope)
    return _file(text, f"{metric.key}-{ask.period.first}-{ask.period.last}")


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
