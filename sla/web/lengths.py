"""Lengths of time as people write them: `4 h`, `90 min`, `1 h 30 min`, `45 s`, and days where days are equally long."""

import re

from django.utils.translation import gettext as _

from sla.engine.terms import CALENDAR

SECONDS = {"d": 86_400, "h": 3_600, "min": 60, "m": 60, "s": 1}
PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|h|min|m|s)", re.IGNORECASE)


def read_length(text: str, basis: str) -> int:
    """Return seconds. Raises ValueError with what to write instead."""
    parts = PART.findall(text)
    if not parts or PART.sub("", text).strip():
        raise ValueError(_("“%s” is no length of time; write it as 4 h, 90 min or 1 h 30 min.") % text)
    if basis != CALENDAR and any(unit.lower() == "d" for _number, unit in parts):
        raise ValueError(_("Business days differ in length: write hours, or choose “around the clock”."))
    seconds = round(sum(float(number.replace(",", ".")) * SECONDS[unit.lower()] for number, unit in parts))
    if not 1 <= seconds <= 2_000_000_000:
        raise ValueError(_("A target is at least one second."))
    return seconds


def write_length(seconds: int) -> str:
    """Return the length in the largest units that need no fractions."""
    hours, rest = divmod(seconds, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (left, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
