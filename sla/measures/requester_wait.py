"""How long the customer waits for a solution; their own thinking time does not count. Shown as “Resolution”."""

from sla.measures.base import DONE, PENDING, Measure, the_work

MEASURE = Measure("requester_wait", the_work, rests_in=DONE | {PENDING})
