"""Who works here and as what: roles, leaving and coming back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.events import AGENT_CHANGED, AGENT_DEACTIVATED, AGENT_REACTIVATED
from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import Role, allow
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record


def roles_given_by(giver: Agent) -> list[str]:
    """The roles `giver` may hand out: nobody but an owner makes owners."""
    return [role for role in Role.values if role != Role.OWNER or allow(giver, "company.own")]


def may_touch(agent: Agent, by: Agent) -> bool:
    """Whether `by` may change the agent or take it out: nobody but an owner touches an owner."""
    return agent.role != Role.OWNER or allow(by, "company.own")


@transaction.atomic
def change(agent: Agent, values: dict, *, by: Agent) -> Agent:
    """Change an agent's name, role, language, time zone or limit. What is the same already changes nothing.

    Raises PermissionDenied for a role that `by` may not give or an owner it may not touch, and ValidationError on
    the field `role` where the company would be left without an owner.
    """
    agent = _locked(agent)
    _refuse_touching_owner(agent, by)
    if "role" in values and values["role"] != agent.role:
        if values["role"] not in roles_given_by(by):
            raise PermissionDenied
        if agent.role == Role.OWNER:
            _require_other_owner(agent, field="role")
    changes = take_over(agent, values)
    if changes:
        agent.save(update_fields=list(values))
        record(AGENT_CHANGED, agent, by=Actor.agent(by), name=agent.name, changes=changes)
    return agent


@transaction.atomic
def deactivate(agent: Agent, *, by: Agent) -> Agent:
    """Let the agent in no more: its sessions and API tokens end at once, its open tickets go back to their queues.

    The tickets are taken back by an *after* subscriber of the event. Raises PermissionDenied as `change` does, and
    ValidationError for the last owner.
    """
    agent = _locked(agent)
    _refuse_touching_owner(agent, by)
    if not agent.is_active:
        return agent
    if agent.role == Role.OWNER:
        _require_other_owner(agent)
    agent.is_active, agent.is_on_duty = False, False
    agent.save(update_fields=["is_active", "is_on_duty"])
    record(AGENT_DEACTIVATED, agent, by=Actor.agent(by), name=agent.name)
    return agent


@transaction.atomic
def reactivate(agent: Agent, *, by: Agent) -> Agent:
    """Let a deactivated agent in again, with the role and teams it had."""
    agent = _locked(agent)
    _refuse_touching_owner(agent, by)
    if not agent.is_active:
        agent.is_active = True
        agent.save(update_fields=["is_active"])
        record(AGENT_REACTIVATED, agent, by=Actor.agent(by), name=agent.name)
    return agent


def _locked(agent: Agent) -> Agent:
    # All owners are locked with the agent, in id order: two owners demoting each other at once must not both succeed.
    owners = Agent.objects.filter(role=Role.OWNER).select_for_update().order_by("pk")
    held = {owner.pk: owner for owner in owners}
    return held.get(agent.pk) or Agent.objects.select_for_update().get(pk=agent.pk)


def _refuse_touching_owner(agent: Agent, by: Agent):
    if not may_touch(agent, by):
        raise PermissionDenied


def _require_other_owner(agent: Agent, field: str | None = None):
    if not Agent.objects.active().filter(role=Role.OWNER).exclude(pk=agent.pk).exists():
        text = _("%(name)s is the only owner. Make somebody else an owner first.") % {"name": agent.name}
        raise ValidationError({field: text} if field else text)
