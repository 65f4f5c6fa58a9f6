"""Read a calendar file in a process of its own: `python -m sla.ics_child ZONE FIRST LAST < file > one line of JSON`.

A few bytes of a repetition rule can ask for billions of dates, so the limits of time and memory are the system's.
The answer is {"closings": [[date, begins, ends, name], …]} with local seconds of the zone, or {"refused": why, …}.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from sla.calendars import DAY_SECONDS

CPU_SECONDS = 3
MEMORY_BYTES = 512 << 20
MOST_CLOSINGS = 2_000
LONGEST_NAME = 100

Closing = tuple[date, int, int, str]


def read(raw: bytes, zone: ZoneInfo, first: int, last: int) -> dict:
    """Return what the file's events close in the years from `first` to `last`, or why it is refused."""
    try:
        found = {one for one in _closings(raw, zone, first, last) if first <= one[0].year <= last}
    except Exception as error:  # noqa: BLE001 whatever a file does to its readers, it is told, not raised
        return {"refused": "broken", "detail": f"{type(error).__name__}: {error}"[:200]}
    if len(found) > MOST_CLOSINGS:
        return {"refused": "too many"}
    if not found:
        return {"refused": "no events"}
    return {"closings": [(day.isoformat(), begins, ends, name) for day, begins, ends, name in sorted(found)]}


def _closings(raw: bytes, zone: ZoneInfo, first: int, last: int) -> Iterator[Closing]:
    for calendar in icalendar.Calendar.from_ical(raw, multiple=True):
        # A day either side: another zone's New Year's Eve may be our New Year's Day.
        between = date(first, 1, 1) - timedelta(days=1), date(last, 12, 31) + timedelta(days=2)
        for event in recurring_ical_events.of(calendar).between(*between):
            if str(event.get("STATUS", "")).upper() != "CANCELLED":
                yield from _of_event(event, zone, *between)


def _of_event(event, zone: ZoneInfo, earliest: date, latest: date) -> Iterator[Closing]:
    said = event.get("SUMMARY", "")
    name = " ".join(str(said[0] if isinstance(said, list) else said).split())[:LONGEST_NAME]
    start, end = event.start, event.end
    if not isinstance(start, datetime):
        for day in _days(max(start, earliest), min(end, latest)):
            yield day, 0, DAY_SECONDS, name
        return
    start, end = _local(start, zone), _local(end, zone)
    for day in _days(max(start.date(), earliest), min(end.date(), latest) + timedelta(days=1)):
        begins = _second(start) if day == start.date() else 0
        ends = _second(end) if day == end.date() else DAY_SECONDS
        if day == start.date() == end.date() and ends <= begins and start.utcoffset() != end.utcoffset():
            # The clocks went back meanwhile: what lies behind the event on the wall is before it.
            ends = min(DAY_SECONDS, begins + int(end.timestamp() - start.timestamp()))
        if begins < ends:
            yield day, begins, ends, name


def _days(first: date, end: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((end - first).days))


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment in the calendar's own zone; one that names no zone means that zone."""
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _second(moment: datetime) -> int:
    return int((moment.replace(tzinfo=None) - datetime.combine(moment.date(), time.min)).total_seconds())


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    zone, first, last = sys.argv[1:]
    answer = read(sys.stdin.buffer.read(), ZoneInfo(zone), int(first), int(last))
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
