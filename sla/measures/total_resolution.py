"""From creation to resolution, whoever had the ball."""

from sla.measures.base import DONE, Measure, the_work

MEASURE = Measure("total_resolution", the_work, rests_in=DONE)
