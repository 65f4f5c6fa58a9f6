"""Closings from an uploaded calendar file (.ics), read where it can do no harm."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from sla.calendar_reading import CalendarRefused
from sla.day_offers import Closing

LARGEST_BYTES = 1 << 20
MOST_EVENTS = 2_000
WALL_SECONDS = 15
_ROOT = Path(__file__).resolve().parents[1]


def closings(raw: bytes, *, zone: str, first: int, last: int) -> list[Closing]:
    """Return what the file's events close in those years, in the zone's own time. Raises CalendarRefused."""
    if len(raw) > LARGEST_BYTES:
        message = _("The file has more than %s MB; export fewer years or fewer calendars.")
        raise CalendarRefused("file", message % (LARGEST_BYTES >> 20))
    if raw.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        message = _("The file has more than %s events; export fewer years or fewer calendars.")
        raise CalendarRefused("file", message % MOST_EVENTS)
    answer = _ask(raw, zone, first, last)
    if "refused" in answer:
        raise CalendarRefused("file", _why(answer))
    return [Closing(date.fromisoformat(day), name, begins, ends) for day, begins, ends, name in answer["closings"]]


def _ask(raw: bytes, zone: str, first: int, last: int) -> dict:
    """Return the child's answer; one that was stopped by its limits gives none."""
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "sla.ics_child", zone, str(first), str(last)]
    try:
        done = subprocess.run(  # noqa: S603 our own program; the file comes on its standard input
            command, input=raw, capture_output=True, env=environment, cwd="/", timeout=WALL_SECONDS, check=True
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"refused": "too much"}


def _why(answer: dict) -> str:
    reasons = {
        "broken": _("The file cannot be read as a calendar (%s); export it again as .ics.") % answer.get("detail", ""),
        "too many": _("Its events would close more than 2,000 times in these years; choose fewer years."),
        "no events": _("The file has no events in these years; choose other years or another file."),
        "too much": _("Its repetitions take too long to work out; choose fewer years or remove endless ones."),
    }
    return reasons[answer["refused"]]
