"""Lengths of calendar time as people write them in rules: `3 d`, `72 h`, `90 min`."""

import re

from django.utils.translation import gettext as _

SECONDS = {"d": 86_400, "h": 3_600, "min": 60}
LONGEST = 5 * 366 * 86_400
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|h|min)\b", re.IGNORECASE)


def read_span(text: str) -> int:
    """Return seconds. Raises ValueError with what to write instead."""
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip():
        raise ValueError(_("“%s” is no length of time; write it as 3 d, 72 h or 90 min.") % text)
    seconds = round(sum(float(number.replace(",", ".")) * SECONDS[unit.lower()] for number, unit in parts))
    if not 1 <= seconds <= LONGEST:
        raise ValueError(_("A length is at least a second and at most five years."))
    return seconds


def write_span(seconds: int) -> str:
    """Return the length in the largest units that need no fractions, the way `read_span` reads it."""
    days, rest = divmod(int(seconds), 86_400)
    hours, rest = divmod(rest, 3_600)
    parts = [(days, "d"), (hours, "h"), (round(rest / 60, 4), "min")]
    return " ".join(f"{number:g} {unit}" for number, unit in parts if number) or "0 min"
