"""News at regular intervals, whatever the ticket waits for."""

from sla.measures.base import Measure, the_next_update

MEASURE = Measure("periodic_update", the_next_update, satisfied_by_reply=True, cancelled_on_resolve="resolved")
