"""How long the ticket lay with the agents: neither the customer's nor a third party's time counts."""

from sla.measures.base import DONE, ON_HOLD, PENDING, Measure, the_work

MEASURE = Measure("agent_work", the_work, rests_in=DONE | {PENDING, ON_HOLD})
