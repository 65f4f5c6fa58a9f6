"""Every field that conditions may look at. Files of this package and apps above add theirs when they start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from helpdesk.tenancy.keeping import kept

if TYPE_CHECKING:
    from tickets.automation.conditions.kinds import Kind
    from tickets.automation.conditions.offers import Fixed, Rows
    from tickets.models import Ticket

CUSTOM = "field."
_fields: dict[str, "Field"] = {}


@dataclass(frozen=True)
class Field:
    """One thing about a ticket: how it is read from a ticket at hand, and which expression it is in the database."""

    name: str
    label: str | Promise
    kind: "Kind"
    value: Callable[["Ticket"], Any]
    column: Any
    # Values to choose from; others are refused. Without an offer any value may be written.
    offered: "Fixed | Rows | None" = None
    is_always_set: bool = False  # no ticket is without it: to ask whether it is set is to ask for every ticket

    def __str__(self):
        return str(self.label)


def field(field: Field) -> Field:
    """Let conditions look at the field."""
    if field.name in _fields:
        raise ValueError(f"the condition field {field.name!r} is registered twice")
    _fields[field.name] = field
    return field


def known_fields() -> dict[str, Field]:
    """Every field by its name, the company's own ones last."""
    return _fields | _own_fields()


def field_named(name: str) -> Field | None:
    """The field of that name; None where no app knows it (any more)."""
    return _fields.get(name) or _own_fields().get(name)


def fields_among(names: Mapping[str, Any] | list[str] | tuple[str, ...]) -> dict[str, Field]:
    """The named fields, and the company's own ones: for those who do not offer all."""
    return {name: each for name, each in known_fields().items() if name in names or name.startswith(CUSTOM)}


def _own_fields() -> dict[str, Field]:
    from tickets.automation.conditions.own import as_condition
    from tickets.models import Field as OwnField

    rows = kept(OwnField, "by key", lambda: list(OwnField.objects.in_order()))
    return {f"{CUSTOM}{row.key}": as_condition(row) for row in rows}
