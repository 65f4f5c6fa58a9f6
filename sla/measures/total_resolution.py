"""From creation to resolution, whoever had the ball."""

from .base import DONE, Measure, the_work

MEASURE = Measure("total_resolution", the_work, rests_in=DONE)
