"""`/desk/working-time/`: when I work, when I am away, who stands in for me."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.ui.htmx import go
from helpdesk.ui.settings_pages import with_errors
from sla.models import Leave
from sla.staffing import duty, leaving
from sla.web.leave_form import LeaveForm
from sla.web.staffing import standing_of, week_in_words

WEEKS_SHOWN = 3
ADDRESS = "/desk/working-time/"


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.take")
def show(request):
    agent = request.agent
    form = LeaveForm(request.POST or None, agent=agent)
    if form.is_bound and form.is_valid():
        try:
            leave = leaving.enter_own(agent, form.cleaned_data)
        except ValidationError as error:
            with_errors(form, error)
        else:
            said = _("Entered: %(leave)s.") if leave.is_granted else _("Asked for: %(leave)s.")
            messages.success(request, said % {"leave": leaving.in_words(leave)})
            return go(request, ADDRESS)
    return render(request, "sla/working_time.html", _values(agent, form), status=422 if form.is_bound else 200)


@require_POST
@agent_required("ticket.take")
def cancel(request, leave_id):
    """Take my leave back: what of it lies ahead, or what I asked for."""
    leave = get_object_or_404(Leave.objects.select_related("agent", "deputy"), pk=leave_id, agent=request.agent)
    if leave.last_day < _today(duty.zone_of(request.agent)):
        messages.error(request, _("This leave is over. An administrator can take it out of the record."))
    else:
        leaving.cancel(leave, by=Actor.agent(request.agent))
        messages.success(request, _("The leave was taken back."))
    return go(request, ADDRESS)


def _values(agent, form) -> dict:
    plan = duty.plans_of([agent])[agent.pk]
    today = _today(plan.zone)
    monday = today - timedelta(days=today.weekday())
    mondays = [monday + timedelta(days=7 * n) for n in range(WEEKS_SHOWN)]
    recent = Leave.objects.filter(agent=agent, last_day__gte=today - timedelta(days=31)).select_related("deputy")
    tone, standing = standing_of(agent)
    stand_in = Leave.objects.granted().filter(deputy=agent, last_day__gte=today).select_related("agent")
    return {
        "title": _("My working time"),
        "zone": plan.zone,
        "tone": tone,
        "standing": standing,
        "weeks": [(day, week_in_words(plan, day)) for day in mondays],
        "leave": [(one, leaving.in_words(one), one.last_day >= today) for one in recent.order_by("first_day")],
        "stand_in": stand_in.order_by("first_day"),
        "form": form,
        "asks": leaving.needs_word() and not allow(agent, "leave.grant"),
    }


def _today(zone: str):
    return clock.now().astimezone(ZoneInfo(zone)).date()
