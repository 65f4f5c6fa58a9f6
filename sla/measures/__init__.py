"""The seven clocks of sla.md §5, in its order; that order also decides which of two points fires first."""

from sla.measures import (
    agent_work,
    first_response,
    next_response,
    pausable_update,
    periodic_update,
    requester_wait,
    total_resolution,
)
from sla.measures.base import Measure

MEASURES: dict[str, Measure] = {
    measure.metric: measure
    for measure in (
        first_response.MEASURE,
        next_response.MEASURE,
        periodic_update.MEASURE,
        pausable_update.MEASURE,
        requester_wait.MEASURE,
        agent_work.MEASURE,
        total_resolution.MEASURE,
    )
}
