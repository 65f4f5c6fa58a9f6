"""Whether one ticket meets conditions, and which of them decided it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tickets.automation.conditions.reading import in_words
from tickets.automation.conditions.registry import field_named
from tickets.models import Ticket

Predicate = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """Whether conditions hold, and the predicate that decided it, in words."""

    holds: bool
    because: str


def judge(conditions: Mapping[str, Any], ticket: Ticket) -> Verdict:
    """Say whether a ticket meets the conditions, and which predicate decided it."""
    for predicate in conditions.get("all", []):
        does_hold, found = _look(predicate, ticket)
        if not does_hold:
            return Verdict(False, _not_so(predicate, found))
    alternatives = conditions.get("any", [])
    for predicate in alternatives:
        if _look(predicate, ticket)[0]:
            return Verdict(True, in_words(predicate))
    if alternatives:
        return Verdict(False, _("none of: %s") % "; ".join(in_words(predicate) for predicate in alternatives))
    everything = "; ".join(in_words(predicate) for predicate in conditions.get("all", []))
    return Verdict(True, everything or _("it takes every ticket"))


def _look(predicate: Predicate, ticket: Ticket) -> tuple[bool, str]:
    """Whether one predicate holds, and what the ticket has. One about a field that nobody knows never holds."""
    field = field_named(predicate["field"])
    if field is None:
        return False, ""
    found = field.value(ticket)
    does_hold = field.kind.holds(predicate["op"], found, predicate.get("value", []))
    if does_hold or found is None:
        return does_hold, ""
    shown = field.kind.shown(found)
    return False, field.offered.names([shown]).get(shown, shown) if shown and field.offered else shown


def _not_so(predicate: Predicate, found: str) -> str:
    if not found:
        return _("%s: not so") % in_words(predicate)
    return _("%(predicate)s: not so, it is %(found)s") % {"predicate": in_words(predicate), "found": found}
