"""News at regular intervals, except while the customer is asked for something."""

from sla.measures.base import PENDING, Measure, the_next_update

MEASURE = Measure(
    "pausable_update",
    the_next_update,
    rests_in=frozenset({PENDING}),
    satisfied_by_reply=True,
    cancelled_on_resolve="resolved",
)
