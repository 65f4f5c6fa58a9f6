"""Conditions as they are taken in, told to people, and found to have lost what they were about."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tickets.automation.conditions.kinds import LONGEST_VALUE, OPERATORS, SET_OPERATORS
from tickets.automation.conditions.offers import Fixed
from tickets.automation.conditions.registry import CUSTOM, Field, field_named, known_fields

MOST_PREDICATES = 50
PARTS = ("all", "any")


class ConditionsRefused(ValueError):
    """The conditions cannot be read; `field` says where, the message what to do."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


def read(conditions: Any, known: Mapping[str, Field] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return clean conditions over the `known` fields (all, where none are named).

    Raises ConditionsRefused naming what cannot be read, and values that do not exist.
    """
    known = known_fields() if known is None else known
    if not isinstance(conditions, Mapping) or set(conditions) - set(PARTS):
        raise ConditionsRefused("conditions", _("Give an object with the lists all and any."))
    parts = {part: conditions.get(part, []) for part in PARTS}
    if not all(isinstance(rows, list) for rows in parts.values()):
        raise ConditionsRefused("conditions", _("Give an object with the lists all and any."))
    if sum(len(rows) for rows in parts.values()) > MOST_PREDICATES:
        raise ConditionsRefused("conditions", _("At most %s conditions.") % MOST_PREDICATES)
    return {part: [_read(f"{part}[{n}]", row, known) for n, row in enumerate(rows)] for part, rows in parts.items()}


def every(conditions: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Every predicate, those of `all` first."""
    return [predicate for part in PARTS for predicate in conditions.get(part, [])]


def takes_all(conditions: Mapping[str, Any]) -> bool:
    """Whether no ticket could fail the conditions: there are none, or only ones that always hold."""
    either = conditions.get("any", [])
    must = all(_always_holds(predicate) for predicate in conditions.get("all", []))
    return must and (not either or any(_always_holds(predicate) for predicate in either))


def fields_read(conditions: Mapping[str, Any]) -> set[str]:
    """Return the fields whose change can change the verdict."""
    return {predicate["field"] for predicate in every(conditions)}


def broken(conditions: Mapping[str, Any]) -> list[str]:
    """What the conditions are about and is not there any more, each with what to do; empty where all is well."""
    return [text for predicate in every(conditions) if (text := _lost(predicate))]


def in_words(predicate: Mapping[str, Any]) -> str:
    """Return a predicate as a person would say it."""
    name = predicate["field"]
    field = field_named(name)
    label = str(field.label) if field else name.removeprefix(CUSTOM)
    return " ".join(filter(None, [label, str(OPERATORS[predicate["op"]]), ", ".join(names_of(predicate))]))


def all_in_words(conditions: Mapping[str, Any]) -> str:
    """Return conditions in one line."""
    parts = [in_words(predicate) for predicate in conditions.get("all", [])]
    either = [in_words(predicate) for predicate in conditions.get("any", [])]
    return "; ".join([*parts, *([_("one of: %s") % " / ".join(either)] if either else [])])


def names_of(predicate: Mapping[str, Any]) -> list[str]:
    """The values of a predicate by their names."""
    field, values = field_named(predicate["field"]), predicate.get("value", [])
    if field is None or not values:
        return list(values)
    if field.offered is None:
        return list(values)
    names = field.offered.names(values)
    return [names.get(value, _("(gone)")) for value in values]


def _always_holds(predicate: Mapping[str, Any]) -> bool:
    """A field that every ticket has, asked whether it is set, or whether it is one of all there are."""
    field = field_named(predicate["field"])
    if field is None or not field.is_always_set:
        return False
    if predicate["op"] == "in" and isinstance(field.offered, Fixed):
        return {value for value, _name in field.offered.pairs()} <= set(predicate["value"])
    return predicate["op"] == "is_set"


def _lost(predicate: Mapping[str, Any]) -> str:
    field = field_named(predicate["field"])
    if field is None:
        return _("“%s” is no field any more: remove this condition.") % predicate["field"].removeprefix(CUSTOM)
    wanted = predicate.get("value", [])
    there = field.offered.names(wanted) if field.offered and wanted else wanted
    if all(value in there for value in wanted):
        return ""
    return _("“%s” is about something that is gone: choose another, or remove this condition.") % in_words(predicate)


def _read(where: str, row: Any, known: Mapping[str, Field]) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise ConditionsRefused(where, _("Give an object with field, op and value."))
    name, op = row.get("field"), row.get("op")
    if not isinstance(name, str) or name not in known:
        raise ConditionsRefused(f"{where}.field", _("Unknown field “%s”; use one of: %s.") % (name, ", ".join(known)))
    field = known[name]
    if op not in field.kind.operators:
        raise ConditionsRefused(
            f"{where}.op", _("“%s” does not fit here; use: %s.") % (op, ", ".join(field.kind.operators))
        )
    if op in SET_OPERATORS:
        return {"field": name, "op": op}
    return {"field": name, "op": op, "value": _values(f"{where}.value", row.get("value"), op, field)}


def _values(where: str, written: Any, op: str, field: Field) -> list[str]:
    texts = [str(one).replace("\x00", "").strip() for one in written] if isinstance(written, list) else []
    texts = [text for text in texts if text]
    if not texts:
        raise ConditionsRefused(where, _("Give at least one value to compare with."))
    if len(texts) > 1 and (field.kind.takes_one or op in ("more", "less")):
        raise ConditionsRefused(where, _("Give one value only."))
    if any(len(text) > LONGEST_VALUE for text in texts):
        raise ConditionsRefused(where, _("A value has at most %s characters.") % LONGEST_VALUE)
    try:
        values = list(dict.fromkeys(field.kind.read(text) for text in texts))
    except ValueError as error:
        raise ConditionsRefused(where, str(error)) from None
    there = field.offered.names(values) if field.offered and not field.offered.grows else values
    for value in values:
        if value not in there:
            raise ConditionsRefused(where, _("There is no “%s”.") % value)
    return values
