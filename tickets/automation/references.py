"""Which of the company's own things conditions and actions speak of."""

from collections.abc import Iterable, Mapping
from typing import Any

from tickets.automation import things
from tickets.automation.actions.registry import action_named
from tickets.automation.conditions import reading
from tickets.automation.conditions.offers import Rows, names_read_together
from tickets.automation.conditions.registry import CUSTOM, field_named

Reference = tuple[Rows, str]


def in_conditions(conditions: Mapping[str, Any]) -> list[Reference]:
    """What the predicates compare with, and the company's own fields that they look at."""
    found: list[Reference] = []
    for predicate in reading.every(conditions):
        if predicate["field"].startswith(CUSTOM):
            found.append((things.OWN_FIELDS, predicate["field"].removeprefix(CUSTOM)))
        field = field_named(predicate["field"])
        if field and isinstance(field.offered, Rows):
            found += [(field.offered, value) for value in predicate.get("value", [])]
    return found


def in_actions(actions: Iterable[Mapping[str, Any]]) -> list[Reference]:
    """What the actions set, give to, take off or tell."""
    known = [(action_named(values.get("do")), values) for values in actions]
    return [reference for action, values in known if action for reference in action.speaks_of(values)]


def names_of_all(definitions: Iterable[tuple[Mapping[str, Any], Iterable[Mapping[str, Any]]]]):
    """A block in which the conditions and actions of a whole page are put into words by a statement a table."""
    references: list[Reference] = []
    for conditions, actions in definitions:
        references += [*in_conditions(conditions), *in_actions(actions)]
    return names_read_together(references)


def speak_of(references: Iterable[Reference], thing: str, value: str) -> bool:
    """Whether one of them is this team, this tag."""
    return any(rows.thing == thing and value == each for rows, each in references)


def renamed_in_conditions(conditions: Mapping[str, Any], thing: str, old: str, new: str) -> dict[str, Any]:
    """The conditions where a thing that is kept by its name has another one."""
    return {part: [_renamed(predicate, thing, old, new) for predicate in rows] for part, rows in conditions.items()}


def renamed_in_actions(actions: Iterable[Mapping[str, Any]], thing: str, old: str, new: str) -> list[dict[str, Any]]:
    """The same for actions."""
    known = [(action_named(values.get("do")), values) for values in actions]
    return [dict(action.renamed(values, thing, old, new)) if action else dict(values) for action, values in known]


def _renamed(predicate: Mapping[str, Any], thing: str, old: str, new: str) -> dict[str, Any]:
    field, values = field_named(predicate["field"]), predicate.get("value", [])
    if not (field and isinstance(field.offered, Rows) and field.offered.thing == thing and old in values):
        return dict(predicate)
    return {**predicate, "value": list(dict.fromkeys(new if value == old else value for value in values))}
