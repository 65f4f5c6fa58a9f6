"""Least loaded: whoever has the most room, as a share of what each may carry."""

from tickets.routing.choosing import Candidate
from tickets.routing.reasons import Why
from tickets.routing.strategies import round_robin

WINS, LOSES = Why.MOST_ROOM, Why.LESS_ROOM


def first(candidates: list[Candidate], skills: frozenset[int] = frozenset()) -> Candidate:
    """The one with the smallest share of its limit in hand; equals take turns.

    Somebody without a limit is measured by the largest among the others; where nobody has one, tickets are counted.
    """
    largest = max((each.limit or 0 for each in candidates), default=0) or 1
    return min(candidates, key=lambda each: ((each.load or 0) / (each.limit or largest), *round_robin.turn(each)))
