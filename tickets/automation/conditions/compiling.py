"""Conditions as a question to the database, for many tickets at once; `judging` gives the same answers one by one."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from tickets.automation.conditions.registry import field_named

NOBODY = Q(pk__in=[])


def compiled(conditions: Mapping[str, Any]) -> Q:
    """Return a filter for `Ticket` rows."""
    found = Q()
    for predicate in conditions.get("all", []):
        found &= _query(predicate)
    alternatives = conditions.get("any", [])
    if alternatives:
        either = Q()
        for predicate in alternatives:
            either |= _query(predicate)
        found &= either
    return found


def _query(predicate: Mapping[str, Any]) -> Q:
    field = field_named(predicate["field"])
    if field is None:
        return NOBODY
    column = field.column() if callable(field.column) else field.column
    return field.kind.query(predicate["op"], column, predicate.get("value", []))
