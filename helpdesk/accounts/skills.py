"""Skills: what some agents can do, how well, and which of them each has."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.events import SKILL_CHANGED
from helpdesk.accounts.models import Agent, AgentSkill, Level, Skill
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.keeping import kept


def levels() -> Mapping[int, Mapping[int, int]]:
    """Each agent's skills with their levels: {agent: {skill: level}}. Shared; not to be changed."""
    return kept(AgentSkill, "levels", _read_levels)


@transaction.atomic
def make(name: str, holders: Mapping[Agent, int], *, by: Actor) -> Skill:
    """Add a skill and say who has it, each with a level of `Level`."""
    skill = Skill.objects.create(name=name)
    record(SKILL_CHANGED, skill, by=by, name=name, changes=_("made"))
    _set_holders(skill, holders, by)
    return skill


@transaction.atomic
def change(skill: Skill, name: str, holders: Mapping[Agent, int], *, by: Actor) -> Skill:
    """Rename the skill, and say who has it. What is the same already changes nothing."""
    skill = Skill.objects.select_for_update().get(pk=skill.pk)
    if skill.name != name:
        changes = f"{skill.name} → {name}"
        skill.name = name
        skill.save(update_fields=["name"])
        record(SKILL_CHANGED, skill, by=by, name=name, changes=changes)
    _set_holders(skill, holders, by)
    return skill


@transaction.atomic
def remove(skill: Skill, *, by: Actor) -> None:
    """Remove a skill, and take it from all who have it. Raises ProtectedError where tickets ask for it."""
    skill = Skill.objects.select_for_update().get(pk=skill.pk)
    record(SKILL_CHANGED, skill, by=by, name=skill.name, changes=_("removed"))
    skill.delete()


def _set_holders(skill: Skill, holders: Mapping[Agent, int], by: Actor):
    wanted = {agent.pk: (agent.name, int(level)) for agent, level in holders.items()}
    rows = AgentSkill.objects.filter(skill=skill).values_list("agent", "agent__name", "level")
    standing = {pk: (name, level) for pk, name, level in rows}
    if wanted == standing:
        return
    AgentSkill.objects.filter(skill=skill).exclude(agent__in=wanted).delete()
    AgentSkill.objects.bulk_create(
        [AgentSkill(skill=skill, agent_id=pk, level=level) for pk, (_name, level) in wanted.items()],
        update_conflicts=True,
        update_fields=["level"],
        unique_fields=["tenant", "skill", "agent"],
    )
    gone = [f"−{name}" for pk, (name, _level) in standing.items() if pk not in wanted]
    new = [f"{name} {Level(level).label}" for pk, (name, level) in wanted.items() if standing.get(pk) != (name, level)]
    record(SKILL_CHANGED, skill, by=by, name=skill.name, changes=", ".join(sorted(new) + sorted(gone)))


def _read_levels() -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for agent, skill, level in AgentSkill.objects.values_list("agent", "skill", "level"):
        found.setdefault(agent, {})[skill] = level
    return found
