"""Who takes over at a demo company when the first team cannot help, and what they want to know."""

from helpdesk.accounts.models import Agent, Team
from helpdesk.demo.worlds.world import World
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from sla import escalation_templates, levels
from sla.models import EscalationTemplate, MatrixRow


def plan(world: World, tenant: Tenant) -> None:
    """Enter the levels of `world`, as its first administrator."""
    with use_tenant(tenant):
        by = Actor.agent(Agent.objects.get(user__email=f"{world.people[0].name}@{world.slug}.test"))
        for each in world.levels:
            levels.save_row(MatrixRow(level=each.level, team=Team.objects.get(name=each.team)), by=by)
        for level, questions in world.asked.items():
            asked = [{"label": label, "required": is_required} for label, is_required in questions]
            escalation_templates.save(EscalationTemplate(level=level, questions=asked), by=by)
