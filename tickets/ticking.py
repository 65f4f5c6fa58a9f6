"""Counting down to what is due, in the open time of the hours it is counted by. sla says which hours there are."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _


class Hours(Protocol):
    """Business time."""

    def elapsed(self, start: datetime, end: datetime) -> int: ...


_sources: list[Callable[[], Mapping[int, Hours]]] = []
HOUR, MINUTE = 3600, 60
MANY_HOURS = 10  # from here on minutes say nothing
FAR_SECONDS = 24 * HOUR  # from here on the day says more than hours do


def source(function):
    """Register the decorated `f() -> hours by their ids`."""
    _sources.append(function)
    return function


def hours() -> Mapping[int, Hours]:
    """The hours of the open tenant."""
    return _sources[0]() if _sources else {}


def seconds_left(due_at: datetime, calendar: int | None, now: datetime, known: Mapping[int, Hours]) -> int:
    """What is left of the open time until it is due; negative: since then. Without hours every second counts."""
    time = known.get(calendar) if calendar else None
    if time is None:
        return round((due_at - now).total_seconds())
    return time.elapsed(now, due_at) if due_at > now else -time.elapsed(due_at, now)


def short(seconds: int) -> str:
    """`42 min`, `5 h 12 min`, `27 h`: never days, which differ in business time. What is left is rounded up."""
    minutes = -(-seconds // MINUTE) if seconds > 0 else -seconds // MINUTE
    hours, rest = divmod(minutes, HOUR // MINUTE)
    if hours >= MANY_HOURS or (hours and not rest):
        return _("%(hours)s h") % {"hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)s min") % {"minutes": rest}


def late(seconds: int) -> str:
    """`18 min late`; only `late` while nobody was there since."""
    return _("%(time)s late") % {"time": short(-seconds)} if seconds >= MINUTE else _("late")


def words() -> dict[str, str]:
    """The same words with blanks, for whoever counts on in the browser."""
    return {
        "minutes": _("%(minutes)s min"),
        "hours": _("%(hours)s h"),
        "both": _("%(hours)s h %(minutes)s min"),
        "late": _("%(time)s late"),
        "barely": _("late"),
    }
