"""Each later answer, counted from the oldest customer message still unanswered."""

from sla.measures.base import WITHOUT_REPLY, Facts, Measure


def _unanswered_again(facts: Facts):
    return facts.waiting_since if facts.answered else None


MEASURE = Measure("next_response", _unanswered_again, satisfied_by_reply=True, cancelled_on_resolve=WITHOUT_REPLY)
