"""Tickets wait in a team and nobody is on duty: its lead and the administrators hear of it once, not a ticket each."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell as tell_agents
from helpdesk.tenancy.context import current_tenant
from tickets.events import WAITING_ALONE
from tickets.models import RoutingAlarm, Ticket
from tickets.routing.next import ROUTING

_hours: list[Callable[[datetime], bool]] = []


def during(is_open: Callable[[datetime], bool]) -> Callable[[datetime], bool]:
    """Register who knows when the company works: outside those hours nobody is expected, and nobody told."""
    _hours.append(is_open)
    return is_open


def consider(team_ids: list[int]) -> None:
    """Raise the alarm of teams left alone, and end it where somebody has come or nothing waits any more."""
    for team in Team.objects.select_for_update().filter(pk__in=team_ids).order_by("pk"):
        _consider(team)


def tell(event) -> None:
    """Tell the lead and all administrators of an alarm that was raised."""
    team = Team.objects.filter(pk=event.subject_id).first()
    if team is None:
        return
    people = Agent.objects.active().select_related("user")
    told = people.administrators() | people.filter(pk=team.lead_id)
    with translation.override(current_tenant().language):
        text = _("Tickets wait in %(team)s and nobody is on duty: %(count)s") % {
            "team": team.name,
            "count": event.data["count"],
        }
        tell_agents(told, Notice.Kind.SYSTEM, event, text=text, path="/desk/queues/unassigned/")


@transaction.atomic
def _consider(team: Team) -> None:
    waiting = Ticket.objects.waiting_for(team)
    is_alone = team.is_routed and not Agent.objects.on_duty().able_to_answer().in_team(team).exists()
    count = waiting.order_by().count() if is_alone and team.alarm_after_minutes is not None else 0
    alarm = RoutingAlarm.objects.filter(team=team)
    if not count:
        alarm.delete()
    elif not alarm.exists() and _has_waited(waiting, team) and all(is_open(clock.now()) for is_open in _hours):
        RoutingAlarm.objects.create(team=team, raised_at=clock.now())
        record(WAITING_ALONE, team, by=ROUTING, name=team.name, count=count)


def _has_waited(waiting, team: Team) -> bool:
    return waiting.filter(created_at__lte=clock.now() - timedelta(minutes=team.alarm_after_minutes)).exists()
