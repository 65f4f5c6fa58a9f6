"""Read a request about a ticket's clocks: its hours, its promises, and what happens on it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sla.calendars import Calendar
from sla.engine.terms import BUSINESS, CALENDAR, CONTINUE, RESTART, Target, Terms
from sla.measures import MEASURES
from sla.measures.base import CATEGORIES
from sla.models.policy import PriorityKey
from sla.probe.values import (
    Hours,
    Refused,
    below,
    fields,
    hours,
    instant,
    items,
    named,
    one_of,
    opening_hours,
    seconds,
    shown,
)

PRIORITIES = tuple(PriorityKey.values)
POINT = re.compile(r"(?P<percent>[0-9]{1,3})%|-(?P<before>[0-9]{1,7})m|\+(?P<after>[0-9]{1,7})m")
MOST_PERCENT = 400

# What each type of event says besides `at` and `type`: the fields it needs, those it may have.
SAYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "created": ((), ("by", "status")),
    "customer_message": ((), ()),
    "agent_reply": ((), ("status",)),
    "note": ((), ()),
    "auto_reply": ((), ()),
    "no_reply_needed": ((), ()),
    "status": (("to",), ()),
    "priority": (("to",), ()),
    "policy": (("to",), ()),
    "calendar_changed": (("name", "to"), ()),
    "spam": ((), ()),
    "restore": ((), ()),
    "merge_in": (("events",), ()),
}


@dataclass(frozen=True)
class Happening:
    """One event of a request: `said` has its own words, read; `events` is the story of a ticket that merges in."""

    at: datetime
    type: str
    where: str
    said: dict[str, Any]
    events: tuple["Happening", ...] = ()


@dataclass(frozen=True)
class Point:
    """An instant that is asked for, by the word that asks."""

    asked: str
    kind: str
    amount: int


@dataclass(frozen=True)
class Question:
    """A request about clocks, understood."""

    calendars: dict[str, Hours]
    policies: dict[str, Terms]
    terms: Terms | None
    priority: str
    events: tuple[Happening, ...]
    until: datetime
    points: tuple[Point, ...]


def read_question(form: dict[str, Any]) -> Question:
    """Return the request of an `op` clock. Raises Refused."""
    fields(form, "", ("op", "policy", "events", "until"), ("calendars", "policies", "priority", "points"))
    calendars = {name: hours(one, f"calendars.{name}") for name, one in _named(form, "calendars")}
    policies = {name: _read_policy(name, one, calendars) for name, one in _named(form, "policies")}
    known = _Known(calendars, policies)
    return Question(
        calendars=calendars,
        policies=policies,
        terms=known.terms(form["policy"], "policy"),
        priority=one_of(form.get("priority", "normal"), "priority", PRIORITIES),
        events=known.story(form["events"], "events"),
        until=instant(form["until"], "until"),
        points=tuple(_read_point(one, n) for n, one in enumerate(items(form.get("points", []), "points"))),
    )


def _named(form: dict[str, Any], field: str) -> Iterable[tuple[str, Any]]:
    return named(form.get(field, {}), field).items()


def _read_policy(name: str, form: Any, calendars: dict[str, Hours]) -> Terms:
    where = f"policies.{name}"
    fields(form, where, ("targets",), ("calendar", "on_reopen", "basis"))
    basis = one_of(form.get("basis", BUSINESS), f"{where}.basis", (BUSINESS, CALENDAR))
    # Calendar time counts every second, whatever hours are named beside it.
    calendar = one_of(form.get("calendar"), f"{where}.calendar", calendars) if basis == BUSINESS else None
    reopening = one_of(form.get("on_reopen", CONTINUE), f"{where}.on_reopen", (CONTINUE, RESTART))
    return Terms(name, calendar, _read_targets(form["targets"], f"{where}.targets", basis), reopening)


def _read_targets(form: Any, where: str, basis: str) -> dict[tuple[str, str], Target]:
    found = {}
    for metric, row in named(form, where).items():
        one_of(metric, below(where, metric), MEASURES)
        for priority, amount in named(row, below(where, metric)).items():
            cell = f"{where}.{metric}.{priority}"
            one_of(priority, cell, PRIORITIES)
            if amount is not None:
                found[metric, priority] = Target(seconds(amount, cell, at_least=1), basis)
    return found


@dataclass(frozen=True)
class _Known:
    """The names that events may use."""

    calendars: dict[str, Hours]
    policies: dict[str, Terms]

    def terms(self, name: Any, where: str) -> Terms | None:
        """Return a policy by its name; null is the ticket that no policy matches."""
        return None if name is None else self.policies[one_of(name, where, self.policies)]

    def story(self, form: Any, where: str) -> tuple[Happening, ...]:
        """Return the events of one ticket: its creation first, and once."""
        found = tuple(self._event(one, f"{where}[{n}]") for n, one in enumerate(items(form, where)))
        # Opening hours change for everybody, also before there is a ticket.
        told = [one for one in found if one.type != "calendar_changed"]
        if not told or told[0].type != "created":
            raise Refused(told[0].where if told else where, "the first event of a ticket is created")
        for again in (one for one in told[1:] if one.type == "created"):
            raise Refused(again.where, "a ticket is created once")
        return found

    def _event(self, form: Any, where: str) -> Happening:
        type = one_of(named(form, where).get("type"), f"{where}.type", SAYS)
        needed, optional = SAYS[type]
        fields(form, where, ("at", "type", *needed), optional)
        at = instant(form["at"], f"{where}.at")
        if type == "merge_in":
            return Happening(at, type, where, {}, self.story(form["events"], f"{where}.events"))
        return Happening(at, type, where, self._said(type, form, where))

    def _said(self, type: str, form: dict[str, Any], where: str) -> dict[str, Any]:
        needed, optional = SAYS[type]
        said = [*needed, *(name for name in optional if form.get(name) is not None)]
        return {name: self._word(type, name, form[name], f"{where}.{name}") for name in said}

    def _word(self, type: str, name: str, value: Any, where: str) -> Any:
        words: dict[tuple[str, str], Collection[str]] = {
            ("created", "by"): ("customer", "agent", "agent_private"),
            ("created", "status"): CATEGORIES,
            ("agent_reply", "status"): CATEGORIES,
            ("status", "to"): CATEGORIES,
            ("priority", "to"): PRIORITIES,
            # Calendar time cannot change, nor take the place of opening hours: every second counts already.
            ("calendar_changed", "name"): [name for name, one in self.calendars.items() if isinstance(one, Calendar)],
        }
        if (type, name) in words:
            return one_of(value, where, words[type, name])
        return self.terms(value, where) if type == "policy" else opening_hours(value, where)


def _read_point(word: Any, number: int) -> Point:
    match = POINT.fullmatch(word) if isinstance(word, str) else None
    found = {kind: int(amount) for kind, amount in match.groupdict().items() if amount} if match else {}
    if not match or not 1 <= found.get("percent", 1) <= MOST_PERCENT:
        raise Refused(
            f"points[{number}]", f"{shown(word)} is none of 50%, -30m, +60m; percentages go from 1 to {MOST_PERCENT}"
        )
    ((kind, amount),) = found.items()
    return Point(word, kind, amount)
