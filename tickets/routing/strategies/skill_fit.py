"""Skill fit: whoever knows best what the ticket asks for; of equals whoever has the most room."""

from tickets.routing.choosing import Candidate
from tickets.routing.reasons import Why
from tickets.routing.strategies import least_loaded

WINS, LOSES = Why.BEST_FIT, Why.LESS_FIT


def first(candidates: list[Candidate], skills: frozenset[int] = frozenset()) -> Candidate:
    """The one with the highest sum of levels in the skills asked for."""
    best = max(_fit(each, skills) for each in candidates)
    return least_loaded.first([each for each in candidates if _fit(each, skills) == best])


def _fit(candidate: Candidate, skills: frozenset[int]) -> int:
    return sum(candidate.skills.get(skill, 0) for skill in skills)
