"""Round robin: whoever of the candidates has waited longest for a ticket."""

from datetime import timedelta

from django.db.models import F, Max

from helpdesk.accounts.models import Agent
from helpdesk.base import clock


def choose(candidates) -> Agent | None:
    """The agent who was routed to longest ago; one who never was comes first. None without candidates."""
    return candidates.order_by(F("last_routed_at").asc(nulls_first=True), "id").first()


def take_turn(agent: Agent, candidates) -> None:
    """Put the agent at the end of the line: after everybody, even where several turns fall into one instant."""
    latest = candidates.aggregate(latest=Max("last_routed_at"))["latest"]
    turn = max(clock.now(), latest + timedelta(microseconds=1)) if latest else clock.now()
    Agent.objects.filter(pk=agent.pk).update(last_routed_at=turn)
