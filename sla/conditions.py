"""For which tickets a policy or rule is meant: predicates over the ticket's fields (sla.md §3.2).

    {"all": [{"field": "channel", "op": "in", "value": ["chat"]}], "any": []}

Every predicate of `all` holds, and at least one of `any` if there are any. An absent value satisfies
only not_in, has_none and not_set.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.models import Category, Ticket

OPERATORS = {
    "in": gettext_lazy("is one of"),
    "not_in": gettext_lazy("is none of"),
    "has_any": gettext_lazy("has any of"),
    "has_all": gettext_lazy("has all of"),
    "has_none": gettext_lazy("has none of"),
    "is_set": gettext_lazy("is set"),
    "not_set": gettext_lazy("is not set"),
}
TAG_OPERATORS = ("has_any", "has_all", "has_none")
SET_OPERATORS = ("is_set", "not_set")
CUSTOM = "field."


class ConditionsRefused(ValueError):
    """The conditions cannot be read; `field` says where, the message what to do."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


@dataclass(frozen=True)
class Verdict:
    """Whether conditions hold, and the predicate that decided it, in words."""

    holds: bool
    because: str


def _category_and_above(ticket: Ticket) -> list[str]:
    """The node's own id and those of its ancestors, so that naming a node includes its descendants."""
    if not ticket.category_id:
        return []
    parts = ticket.category.path.split(" › ")
    paths = [" › ".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return [str(pk) for pk in Category.objects.filter(path__in=paths).values_list("pk", flat=True)]


def _organization(name: str) -> Callable[[Ticket], Any]:
    return lambda ticket: getattr(ticket.organization, name) if ticket.organization_id else ""


FIELDS: dict[str, tuple[Any, Callable[[Ticket], Any]]] = {
    "type": (gettext_lazy("Type"), lambda ticket: ticket.kind),
    "category": (gettext_lazy("Category"), _category_and_above),
    "segment": (gettext_lazy("Customer segment"), lambda ticket: ticket.requester.segment),
    "organization": (gettext_lazy("Organisation"), lambda ticket: str(ticket.organization_id or "")),
    "tier": (gettext_lazy("Organisation tier"), _organization("tier")),
    "tags": (
        gettext_lazy("Tags"),
        lambda ticket: list(ticket.ticket_tags.values_list("tag__name", flat=True)),
    ),
    "channel": (gettext_lazy("Channel"), lambda ticket: ticket.channel),
    "mailbox": (gettext_lazy("Mailbox (brand)"), lambda ticket: str(ticket.mailbox_id or "")),
    "team": (gettext_lazy("Team"), lambda ticket: str(ticket.team_id or "")),
    "language": (gettext_lazy("Language"), lambda ticket: ticket.language),
}
# Rules may also look at these two; for policies the priority chooses the target instead.
RULE_FIELDS = FIELDS | {
    "priority": (gettext_lazy("Priority"), lambda ticket: ticket.priority_key),
    "status": (gettext_lazy("Status"), lambda ticket: ticket.status_category),
}


def judge(conditions: Mapping[str, Any], ticket: Ticket) -> Verdict:
    """Say whether a ticket meets the conditions, and which predicate decided it."""
    for predicate in conditions.get("all", []):
        if not _holds(predicate, ticket):
            return Verdict(False, _("%s: not so") % in_words(predicate))
    alternatives = conditions.get("any", [])
    for predicate in alternatives:
        if _holds(predicate, ticket):
            return Verdict(True, in_words(predicate))
    if alternatives:
        return Verdict(False, _("none of: %s") % "; ".join(in_words(predicate) for predicate in alternatives))
    everything = "; ".join(in_words(predicate) for predicate in conditions.get("all", []))
    return Verdict(True, everything or _("it takes every ticket"))


def fields_read(conditions: Mapping[str, Any]) -> set[str]:
    """Return the fields whose change can change the verdict."""
    return {predicate["field"] for part in ("all", "any") for predicate in conditions.get(part, [])}


def read(conditions: Any, known: Mapping[str, Any] = FIELDS) -> dict[str, list[dict[str, Any]]]:
    """Return clean conditions. Raises ConditionsRefused naming what cannot be read."""
    if not isinstance(conditions, Mapping) or set(conditions) - {"all", "any"}:
        raise ConditionsRefused("conditions", _("Give an object with the lists all and any."))
    return {
        part: [_read(f"{part}[{n}]", row, known) for n, row in enumerate(conditions.get(part, []))]
        for part in ("all", "any")
    }


def in_words(predicate: Mapping[str, Any]) -> str:
    """Return a predicate as a person would say it."""
    name = predicate["field"]
    label = name.removeprefix(CUSTOM) if name.startswith(CUSTOM) else RULE_FIELDS[name][0]
    return " ".join(filter(None, [str(label), str(OPERATORS[predicate["op"]]), ", ".join(predicate.get("value", []))]))


def _holds(predicate: Mapping[str, Any], ticket: Ticket) -> bool:
    found = _value(predicate["field"], ticket)
    has = {str(one).casefold() for one in (found if isinstance(found, list) else [found]) if one not in ("", None)}
    wanted = {str(one).casefold() for one in predicate.get("value", [])}
    match predicate["op"]:
        case "in" | "has_any":
            return bool(has & wanted)
        case "not_in" | "has_none":
            return not has & wanted
        case "has_all":
            return bool(has) and wanted <= has
        case "is_set":
            return bool(has)
    return not has


def _value(name: str, ticket: Ticket) -> Any:
    if name.startswith(CUSTOM):
        return ticket.custom_fields.get(name.removeprefix(CUSTOM))
    return RULE_FIELDS[name][1](ticket)


def _read(where: str, row: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise ConditionsRefused(where, _("Give an object with field, op and value."))
    name, op = row.get("field"), row.get("op")
    if not isinstance(name, str) or (name not in known and not name.startswith(CUSTOM)):
        raise ConditionsRefused(f"{where}.field", _("Unknown field “%s”; use one of: %s.") % (name, ", ".join(known)))
    if op not in _operators(name):
        raise ConditionsRefused(
            f"{where}.op", _("“%s” does not fit here; use: %s.") % (op, ", ".join(_operators(name)))
        )
    if op in SET_OPERATORS:
        return {"field": name, "op": op}
    value = row.get("value")
    if not isinstance(value, list) or not value:
        raise ConditionsRefused(f"{where}.value", _("Give at least one value to compare with."))
    return {"field": name, "op": op, "value": [str(one) for one in value]}


def _operators(name: str) -> tuple[str, ...]:
    return TAG_OPERATORS + SET_OPERATORS if name == "tags" else ("in", "not_in", *SET_OPERATORS)
