"""Who works when at a demo company, and what each can: set once its months are played, so that their history stays."""

from datetime import timedelta

from helpdesk.accounts import skills
from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.demo.worlds.world import World
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from sla.staffing import leaving, planning
from tickets.models import Category
from tickets.routing import needs

SINCE = timedelta(days=60)


def plan(world: World, tenant: Tenant) -> None:
    """Enter the skills, shifts and leave of `world`, as its first administrator."""
    with use_tenant(tenant):
        people = {agent.user.email.split("@")[0]: agent for agent in Agent.objects.select_related("user")}
        by = Actor.agent(people[world.people[0].name])
        today = clock.now().date()
        for skilled in world.skills:
            holders = {people[name]: level for name, level in skilled.levels.items()}
            skill = skills.make(skilled.name, holders, by=by)
            needs.set_for(skill, Category.objects.filter(path__in=skilled.categories), [], skilled.languages, by=by)
        for shift in world.shifts:
            week = {day: [list(hours) for hours in shift.hours] for day in shift.days}
            planning.set_week(people[shift.person], week, effective_from=today - SINCE, zone=world.time_zone, by=by)
        for leave in world.leave:
            first = today + timedelta(days=leave.in_days)
            values = {"kind": leave.kind, "first_day": first, "last_day": first + timedelta(days=leave.days - 1)}
            leaving.grant(people[leave.person], {**values, "deputy": people.get(leave.deputy)}, by=by)
