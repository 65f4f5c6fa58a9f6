"""An agent's standing now, told to presence, and when to look at it again."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from helpdesk.accounts import presence
from helpdesk.accounts.models import Agent
from helpdesk.accounts.presence import Standing
from helpdesk.accounts.zones import is_zone
from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from sla.models import Leave, ShiftPattern, StaffingLook
from sla.staffing.schedules import Away, Plan, plan_of

log = logging.getLogger(__name__)
# While on shift: somebody who left its desk is noticed by then.
AGAIN_ON_SHIFT = timedelta(minutes=10)
AGAIN_AFTER_FAILING = timedelta(hours=1)


@transaction.atomic
def settle(agent: Agent) -> Standing:
    """Bring presence up to the agent's shifts and leave, and plan the next look. Repeating it changes nothing."""
    # Held before its plan is read: a sweep must not tell presence what an edit has changed meanwhile.
    agent = Agent.objects.select_for_update().get(pk=agent.pk)
    now, plan = clock.now(), plans_of([agent])[agent.pk]
    away = plan.leave_at(now)
    standing = Standing(
        is_on_shift=plan.is_on_shift(now),
        on_leave_until=away.last_day if away else None,
        deputy_id=away.deputy_id if away else None,
    )
    presence.hear(agent.pk, standing)
    _plan_look(agent, plan, standing)
    return standing


def settle_due(agent_ids: list[int]) -> None:
    """The same for those a sweep found, one after the other in the order of ids. One that fails keeps no other waiting:
    it is looked at again after a while."""
    for agent in Agent.objects.filter(pk__in=agent_ids).order_by("pk"):
        try:
            settle(agent)
        except Exception:  # whatever it is: it would fail again at every sweep, before all that come after it
            log.exception("the shifts of agent %s could not be read", agent.pk)
            StaffingLook.objects.filter(agent=agent).update(at=clock.now() + AGAIN_AFTER_FAILING)


def plans_of(agents: Iterable[Agent]) -> dict[int, Plan]:
    """Each agent's plan, in two queries for all of them. Leave of more than a month ago is left out."""
    agents = list(agents)
    weeks, leave = defaultdict(list), defaultdict(list)
    for row in ShiftPattern.objects.filter(agent__in=agents):
        zone = row.zone if is_zone(row.zone) else ""
        weeks[row.agent_id].append((row.effective_from, zone, row.week))
    recent = clock.now().date() - timedelta(days=31)
    for row in Leave.objects.granted().filter(agent__in=agents, last_day__gte=recent).order_by("id"):
        away = Away(row.first_day, row.last_day, row.begins_at_noon, row.ends_at_noon, row.deputy_id)
        leave[row.agent_id].append(away)
    return {agent.pk: _plan(agent, weeks[agent.pk], leave[agent.pk]) for agent in agents}


def zone_of(agent: Agent) -> str:
    """The agent's time zone, else the company's; a zone that no longer exists counts as none."""
    own = agent.time_zone
    return own if is_zone(own) else current_tenant().time_zone


def unknown_zones(agents: Iterable[Agent]) -> dict[Agent, list[str]]:
    """Those with a time zone, of their own or of a week, that nobody knows (any more), and which."""
    by_id = {agent.pk: agent for agent in agents}
    named = [(agent.pk, agent.time_zone) for agent in by_id.values()]
    named += ShiftPattern.objects.filter(agent__in=by_id).values_list("agent", "zone")
    found = defaultdict(set)
    for pk, zone in named:
        if zone and not is_zone(zone):
            found[by_id[pk]].add(zone)
    return {agent: sorted(zones) for agent, zones in found.items()}


def _plan(agent: Agent, weeks, leave) -> Plan:
    zone = zone_of(agent)
    return plan_of(weeks, leave, zone=zone, today=clock.now().astimezone(ZoneInfo(zone)).date())


def _plan_look(agent: Agent, plan: Plan, standing: Standing) -> None:
    if plan.calendar is None and not plan.leave:
        StaffingLook.objects.filter(agent=agent).delete()
        return
    at = plan.next_change(clock.now())
    if standing.is_on_shift:
        at = min(at, clock.now() + AGAIN_ON_SHIFT)
    StaffingLook.objects.bulk_create(
        [StaffingLook(agent=agent, at=at)],
        update_conflicts=True,
        update_fields=["at"],
        unique_fields=["tenant", "agent"],
    )
