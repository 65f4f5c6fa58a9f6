"""Read a calendar from its JSON form, refusing what cannot work with the field and the way out.

    {"tz": "Europe/Berlin", "weekly": {"mon": [["09:00", "17:00"]]},
     "exceptions": {"2026-06-08": []}, "yearly": {"12-24": [["09:00", "12:00"]]}}

`weekly_versions` = [{"effective_from": null | "2026-11-02", "weekly": {…}}] may stand for `weekly`,
and the string "calendar" for calendar time.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sla.calendars import DAY_SECONDS, AlwaysOpen, Calendar, Pieces, WeeklyHours, unite

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?")
MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
KNOWN_FIELDS = {"tz", "weekly", "weekly_versions", "exceptions", "yearly"}


class CalendarRefused(ValueError):
    """The form describes no usable calendar; `field` says where, the message what to do."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


def read(form: Any) -> Calendar | AlwaysOpen:
    """Return the calendar a JSON form describes. Raises CalendarRefused naming the field."""
    if form == "calendar":
        return AlwaysOpen()
    if not isinstance(form, Mapping):
        raise CalendarRefused("calendar", _("Give an object with tz and weekly, or the word “calendar”."))
    for field in sorted(set(form) - KNOWN_FIELDS):
        raise CalendarRefused(str(field), _("Unknown field; known are: %s.") % ", ".join(sorted(KNOWN_FIELDS)))
    return Calendar(
        zone=read_zone(form.get("tz")),
        weekly_versions=_read_versions(form),
        exceptions=_read_days("exceptions", form.get("exceptions"), _read_date),
        yearly=_read_days("yearly", form.get("yearly"), _read_month_day),
    )


def read_for_policies(form: Any) -> Calendar:
    """Return the calendar of a form; calendar time is no calendar here. Raises CalendarRefused."""
    calendar = read(form)
    if isinstance(calendar, AlwaysOpen):
        raise CalendarRefused("calendar", _("Give opening hours; “around the clock” is chosen beside a target."))
    return calendar


def write(calendar: Calendar) -> dict[str, Any]:
    """Return the JSON form that `read` turns back into the same calendar."""
    return {
        "tz": calendar.zone,
        "weekly_versions": [
            {
                "effective_from": version.effective_from.isoformat() if version.effective_from else None,
                "weekly": {
                    day: write_pieces(pieces) for day, pieces in zip(WEEKDAYS, version.days, strict=True) if pieces
                },
            }
            for version in calendar.weekly_versions
        ],
        "exceptions": {day.isoformat(): write_pieces(pieces) for day, pieces in calendar.exceptions},
        "yearly": {f"{month:02}-{day:02}": write_pieces(pieces) for (month, day), pieces in calendar.yearly},
    }


def write_pieces(pieces: Pieces) -> list[list[str]]:
    """Return pieces as pairs of clock times."""
    return [[write_time(opens), write_time(closes)] for opens, closes in pieces]


def pieces_in_words(pieces: Pieces) -> str:
    """Return pieces as people write them: `09:00–12:00, 13:00–17:00`; nothing for a closed day."""
    return ", ".join(f"{opens}–{closes}" for opens, closes in write_pieces(pieces))


def write_time(second: int) -> str:
    """Return HH:MM, or HH:MM:SS where the seconds matter."""
    minutes, seconds = divmod(second, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def read_zone(name: Any) -> str:
    """Return an IANA zone name that exists."""
    try:
        # ZoneInfo answers a folder ("Europe") or a path outside the database with these.
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError, TypeError, AttributeError):
        message = _("“%s” is no time zone; use a name such as Europe/Berlin or America/New_York.")
        raise CalendarRefused("tz", message % (name or "")) from None


def read_time(field: str, text: Any) -> int:
    """Return seconds after midnight for HH:MM[:SS], up to 24:00."""
    match = CLOCK_TIME.fullmatch(text) if isinstance(text, str) else None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (99, 0, 0)
    second = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or second > DAY_SECONDS:
        raise CalendarRefused(field, _("“%s” is no time; write HH:MM between 00:00 and 24:00.") % (text,))
    return second


def _read_versions(form: Mapping[str, Any]) -> tuple[WeeklyHours, ...]:
    if ("weekly" in form) == ("weekly_versions" in form):
        raise CalendarRefused("weekly", _("Give either weekly or weekly_versions."))
    if "weekly" in form:
        versions = [WeeklyHours(_read_week("weekly", form["weekly"]))]
    else:
        versions = [_read_version(n, version) for n, version in enumerate(_items(form["weekly_versions"]))]
    dates = [version.effective_from for version in versions]
    for repeated in (day for day in dates if dates.count(day) > 1):
        message = _("Two versions start on %s; keep one of them.")
        raise CalendarRefused("weekly_versions", message % (repeated or _("the beginning")))
    if not any(pieces for version in versions for pieces in version.days):
        raise CalendarRefused("weekly", _("No weekday has opening hours; open at least one, such as mon 09:00–17:00."))
    return tuple(sorted(versions, key=lambda version: version.effective_from or date.min))


def _read_version(number: int, version: Any) -> WeeklyHours:
    field = f"weekly_versions[{number}]"
    if not isinstance(version, Mapping) or "weekly" not in version:
        raise CalendarRefused(field, _("Give an object with effective_from and weekly."))
    starts = version.get("effective_from")
    starts = None if starts is None else _read_date(f"{field}.effective_from", starts)
    return WeeklyHours(_read_week(f"{field}.weekly", version["weekly"]), starts)


def _read_week(field: str, weekly: Any) -> tuple[Pieces, ...]:
    if not isinstance(weekly, Mapping):
        raise CalendarRefused(field, _("Give an object from weekday to a list of opening hours."))
    for day in sorted(set(weekly) - set(WEEKDAYS)):
        raise CalendarRefused(f"{field}.{day}", _("Unknown weekday; use %s.") % ", ".join(WEEKDAYS))
    days: list[list[tuple[int, int]]] = [[] for _weekday in WEEKDAYS]
    for number, day in enumerate(WEEKDAYS):
        for opens, closes in _read_pieces(f"{field}.{day}", weekly.get(day, [])):
            if opens < closes:
                days[number].append((opens, closes))
                continue
            # A night shift belongs to two dates, so that a holiday takes exactly one half of it.
            days[number].append((opens, DAY_SECONDS))
            if closes:
                days[(number + 1) % 7].append((0, closes))
    return tuple(unite(pieces) for pieces in days)


def _read_days(field: str, days: Any, read_key) -> tuple[tuple[Any, Pieces], ...]:
    found: dict[Any, Pieces] = {}
    for key, value in _pairs(field, days):
        where = f"{field}.{key}"
        pieces = list(_read_pieces(where, value))
        if any(opens >= closes for opens, closes in pieces):
            message = _("A day's hours end after they start, by 24:00; give the rest of a night on the next date.")
            raise CalendarRefused(where, message)
        day = read_key(where, key)
        if found.setdefault(day, unite(pieces)) != unite(pieces):
            raise CalendarRefused(where, _("%s is given twice with different hours; keep one of them.") % key)
    return tuple(sorted(found.items()))


def _read_pieces(field: str, pieces: Any) -> Iterable[tuple[int, int]]:
    for piece in _items(pieces, field):
        if not isinstance(piece, list | tuple) or len(piece) != 2:
            raise CalendarRefused(field, _('Give opening hours as pairs, such as ["09:00", "17:00"].'))
        opens, closes = (read_time(field, text) for text in piece)
        if opens in (closes, DAY_SECONDS):
            raise CalendarRefused(field, _("Hours that start and end together are never open; remove or correct them."))
        yield opens, closes


def _read_date(field: str, text: Any) -> date:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else date.fromisoformat("")
    except (TypeError, ValueError):
        raise CalendarRefused(field, _("“%s” is no date; write YYYY-MM-DD.") % (text,)) from None


def _read_month_day(field: str, text: Any) -> tuple[int, int]:
    match = MONTH_DAY.fullmatch(text) if isinstance(text, str) else None
    try:
        # Any leap year will do: 29 February is a day that some years have.
        day = date(2024, int(match[1]), int(match[2])) if match else date.fromisoformat("")
    except ValueError:
        raise CalendarRefused(field, _("“%s” is no day of the year; write MM-DD.") % (text,)) from None
    return day.month, day.day


def _pairs(field: str, days: Any) -> Iterable[tuple[Any, Any]]:
    if days is None:
        return ()
    if isinstance(days, Mapping):
        return days.items()
    if isinstance(days, list | tuple) and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in days):
        return days
    raise CalendarRefused(field, _("Give an object from a day to its list of opening hours."))


def _items(value: Any, field: str = "weekly_versions") -> Iterable[Any]:
    if not isinstance(value, list | tuple):
        raise CalendarRefused(field, _("Give a list."))
    return value
