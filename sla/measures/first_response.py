"""The first answer of a human. Waiting rooms, bots and pending do not stop it."""

from sla.measures.base import WITHOUT_REPLY, Facts, Measure


def _unanswered(facts: Facts):
    return None if facts.answered else facts.waiting_since


MEASURE = Measure("first_response", _unanswered, satisfied_by_reply=True, cancelled_on_resolve=WITHOUT_REPLY)
