"""Who is there to take work: the switch between on duty and away, and when an agent was last seen.

Routing gives tickets to agents on duty only. How many tickets somebody has is for tickets to count. An agent with
shifts (staffing tells) goes on duty by being there within the shift, and away at its end; without shifts, and beyond
them, the agent's own word counts.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.events import AGENT_WENT_AWAY, AGENT_WENT_ON_DUTY
from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record

SEEN_NOTED_EVERY = timedelta(minutes=1)
THERE_FOR = timedelta(minutes=30)  # after it was last seen; reading a long ticket asks nothing of the server
STAFFING = Actor.system("staffing")
MOST_DEPUTIES = 5


class OnLeave(ValueError):
    """Somebody on leave cannot go on duty: its leave is to be ended first."""


@dataclass(frozen=True)
class Standing:
    """What staffing knows of an agent now. `is_on_shift` None: it has no shifts at all."""

    is_on_shift: bool | None = None
    on_leave_until: date | None = None
    deputy_id: int | None = None


def go_on_duty(agent: Agent, *, by: Actor) -> Agent:
    """Let `agent` get new tickets, also beyond its shift. One who is on duty stays so. Raises OnLeave."""
    return _switch(agent, True, by)


def go_away(agent: Agent, *, by: Actor) -> Agent:
    """Stop new tickets for `agent`; those it has stay with it. Going away twice changes nothing."""
    return _switch(agent, False, by)


@transaction.atomic
def hear(agent_id: int, standing: Standing) -> Agent:
    """Take over what staffing knows: who is there goes on duty with its shift, and away at its end or on leave."""
    agent = Agent.objects.select_for_update().get(pk=agent_id)
    was_on_shift, was_on_leave = agent.is_on_shift, agent.on_leave_until
    agent.is_on_shift, agent.on_leave_until = standing.is_on_shift, standing.on_leave_until
    agent.deputy_id = standing.deputy_id
    if bool(was_on_shift) != bool(agent.is_on_shift):
        agent.is_paused = False
    agent.save(update_fields=["is_on_shift", "on_leave_until", "deputy", "is_paused"])
    leaves = (was_on_shift and not agent.is_on_shift) or (agent.on_leave_until and not was_on_leave)
    if leaves:
        _set(agent, False, STAFFING)
    elif agent.is_on_shift and not agent.is_paused:
        _set(agent, is_there(agent), STAFFING)
    return agent


def is_there(agent: Agent) -> bool:
    return agent.last_seen_at is not None and clock.now() - agent.last_seen_at < THERE_FOR


def deputy_of(agent: Agent) -> Agent | None:
    """Who stands in for an agent on leave, or in turn for that one; None for one who is here, or where nobody is."""
    passed, step = {agent.pk}, agent
    while step.on_leave_until is not None and step.deputy_id and len(passed) <= MOST_DEPUTIES:
        step = Agent.objects.able_to_answer().select_related("user").filter(pk=step.deputy_id).first()
        if step is None or step.pk in passed:
            return None
        if step.on_leave_until is None:
            return step
        passed.add(step.pk)
    return None


def note_seen(agent: Agent) -> None:
    """Remember that the agent is at its desk; writes at most once a minute."""
    now = clock.now()
    if agent.last_seen_at is None or now - agent.last_seen_at >= SEEN_NOTED_EVERY:
        Agent.objects.filter(pk=agent.pk).update(last_seen_at=now)
        agent.last_seen_at = now
        if agent.is_on_shift and not (agent.is_on_duty or agent.is_paused or agent.on_leave_until):
            agent.is_on_duty = _switch(agent, True, STAFFING).is_on_duty


@transaction.atomic
def _switch(agent: Agent, on_duty: bool, by: Actor) -> Agent:
    agent = Agent.objects.select_for_update().get(pk=agent.pk)
    if on_duty and agent.on_leave_until is not None:
        text = _("%(name)s is on leave until %(day)s. End the leave first.")
        raise OnLeave(text % {"name": agent.name, "day": agent.on_leave_until})
    is_paused = by.is_agent and not on_duty and bool(agent.is_on_shift)
    if agent.is_paused != is_paused:
        agent.is_paused = is_paused
        agent.save(update_fields=["is_paused"])
    return _set(agent, on_duty, by)


def _set(agent: Agent, on_duty: bool, by: Actor) -> Agent:
    on_duty = on_duty and agent.is_active
    if agent.is_on_duty != on_duty:
        agent.is_on_duty = on_duty
        agent.save(update_fields=["is_on_duty"])
        record(AGENT_WENT_ON_DUTY if on_duty else AGENT_WENT_AWAY, agent, by=by, name=agent.name)
    return agent
