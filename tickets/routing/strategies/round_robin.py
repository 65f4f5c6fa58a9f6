"""Round robin: whoever of the candidates has waited longest for a ticket."""

from tickets.routing.choosing import Candidate
from tickets.routing.reasons import Why

WINS, LOSES = Why.NEXT_TURN, Why.LATER_TURN


def first(candidates: list[Candidate], skills: frozenset[int] = frozenset()) -> Candidate:
    """The one who was routed to longest ago; one who never was comes before everybody."""
    return min(candidates, key=turn)


def turn(candidate: Candidate):
    """Where the candidate stands in line."""
    if candidate.last_routed_at is None:
        return (0, 0.0, candidate.agent_id)
    return (1, candidate.last_routed_at.timestamp(), candidate.agent_id)
