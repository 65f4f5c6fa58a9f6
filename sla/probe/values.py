"""Read what a request consists of, and refuse the rest with the place where it stands."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sla import calendar_reading
from sla.calendar_reading import CalendarRefused
from sla.calendars import AlwaysOpen, Calendar

# Wide enough for any promise; it bounds how many weeks of opening hours one line can ask for.
FIRST_YEAR, LAST_YEAR = 1970, 2199
LONGEST_QUOTE = 80

Hours = Calendar | AlwaysOpen


class Refused(ValueError):
    """A request that means nothing; `field` says where, the message what to do."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field


def below(where: str, name: str) -> str:
    """Return the path of a field inside another."""
    return f"{where}.{name}" if where else name


def fields(form: Any, where: str, needed: Collection[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """Return an object with these fields and no others. Raises Refused."""
    if not isinstance(form, Mapping):
        raise Refused(where, "give an object")
    known = {*needed, *optional}
    for name in form:
        if name not in known:
            raise Refused(below(where, name), f"unknown field; known are {', '.join(sorted(known))}")
    for name in needed:
        if name not in form:
            raise Refused(below(where, name), "is missing")
    return dict(form)


def named(form: Any, where: str) -> dict[str, Any]:
    """Return an object whose names are the asker's own. Raises Refused."""
    if not isinstance(form, Mapping):
        raise Refused(where, "give an object")
    return dict(form)


def items(value: Any, where: str) -> list[Any]:
    """Return a list. Raises Refused."""
    if not isinstance(value, list):
        raise Refused(where, "give a list")
    return value


def one_of(value: Any, where: str, known: Collection[str]) -> str:
    """Return a word out of a closed list. Raises Refused."""
    if not isinstance(value, str) or value not in known:
        raise Refused(where, f"{shown(value)} is none of {', '.join(known) or '(none given)'}")
    return value


def seconds(value: Any, where: str, at_least: int) -> int:
    """Return a whole number of seconds. Raises Refused."""
    if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
        raise Refused(where, f"give a whole number of seconds, at least {at_least}")
    return value


def instant(value: Any, where: str) -> datetime:
    """Return an instant in UTC, cut to the second (sla.md §1.1). Raises Refused."""
    try:
        read = datetime.fromisoformat(value).replace(microsecond=0)
        if read.tzinfo is None:
            raise Refused(where, f"{shown(value)} has no zone; write 2026-06-01T08:00:00Z")
        if FIRST_YEAR <= read.astimezone(UTC).year <= LAST_YEAR:
            return read.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(where, f"{shown(value)} is no instant; write 2026-06-01T08:00:00Z") from None
    raise Refused(where, f"{shown(value)} is outside the years {FIRST_YEAR} to {LAST_YEAR}")


def hours(form: Any, where: str) -> Hours:
    """Return a calendar, by the reading that the settings pages use. Raises Refused."""
    try:
        return calendar_reading.read(form)
    except CalendarRefused as error:
        inside = "" if error.field == "calendar" else f".{error.field}"
        raise Refused(where + inside, str(error.message)) from None


def opening_hours(form: Any, where: str) -> Calendar:
    """Return a calendar that is not calendar time. Raises Refused."""
    read = hours(form, where)
    if isinstance(read, AlwaysOpen):
        raise Refused(where, "give opening hours; calendar time does not take their place")
    return read


def shown(value: Any) -> str:
    """Return a wrong value as an answer quotes it, not at any length."""
    text = repr(value)
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


def written(moment: datetime | None) -> str | None:
    """Return an instant as requests write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
