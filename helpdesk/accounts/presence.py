"""Who is there to take work: the switch between on duty and away, and when an agent was last seen.

Routing gives tickets to agents on duty only. How many tickets somebody has is for tickets to count.
"""

from datetime import timedelta

from django.db import transaction

from helpdesk.accounts.events import AGENT_WENT_AWAY, AGENT_WENT_ON_DUTY
from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record

SEEN_NOTED_EVERY = timedelta(minutes=1)


def go_on_duty(agent: Agent, *, by: Actor) -> Agent:
    """Let `agent` get new tickets. One who is on duty stays so, and nothing is recorded."""
    return _switch(agent, True, by)


def go_away(agent: Agent, *, by: Actor) -> Agent:
    """Stop new tickets for `agent`; those it has stay with it. Going away twice changes nothing."""
    return _switch(agent, False, by)


def note_seen(agent: Agent) -> None:
    """Remember that the agent is at its desk; writes at most once a minute."""
    now = clock.now()
    if agent.last_seen_at is None or now - agent.last_seen_at >= SEEN_NOTED_EVERY:
        Agent.objects.filter(pk=agent.pk).update(last_seen_at=now)
        agent.last_seen_at = now


@transaction.atomic
def _switch(agent: Agent, on_duty: bool, by: Actor) -> Agent:
    agent = Agent.objects.select_for_update().get(pk=agent.pk)
    on_duty = on_duty and agent.is_active
    if agent.is_on_duty != on_duty:
        agent.is_on_duty = on_duty
        agent.save(update_fields=["is_on_duty"])
        record(AGENT_WENT_ON_DUTY if on_duty else AGENT_WENT_AWAY, agent, by=by, name=agent.name)
    return agent
