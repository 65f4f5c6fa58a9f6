"""Every action that rules can take: how it is written in a form, checked, told to people, and done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from tickets.models import Ticket

if TYPE_CHECKING:
    from tickets.automation.conditions.offers import Rows

MOST_ACTIONS = 20
Values = Mapping[str, Any]
_actions: dict[str, "Action"] = {}


class RuleRefused(ValueError):
    """The rule cannot work; `field` says where, the message what to do."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


class Refused(ValueError):
    """One value of an action cannot work; `field` is its name."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Doing:
    """In whose name an action is done, and what people are told it was for."""

    by: Actor
    event: Event | None = None
    because: str = ""


@dataclass(frozen=True)
class Action:
    """`read` returns clean values (Refused otherwise), `says` and `act` (what was done) speak to people.

    `act` is one normal domain call, harmless when repeated. `changes` names the moments it can bring about,
    `reads` the condition fields it sets. `broken` says what it needs and is not there any more.
    """

    name: str
    label: str | Promise
    fields: Callable[[], dict[str, forms.Field]]
    read: Callable[[Values], dict[str, Any]]
    says: Callable[[Values], str]
    act: Callable[[Ticket, Values, Doing], str]
    broken: Callable[[Values], str] = lambda values: ""
    changes: tuple[str, ...] = ()
    is_public: bool = False
    # Which rows of the company's own things the values speak of (automation.things), each as conditions keep it.
    speaks_of: Callable[[Values], list[tuple["Rows", str]]] = lambda values: []
    # The values where a thing that is kept by its name has another one: (values, thing, old, new).
    renamed: Callable[[Values, str, str, str], Values] = lambda values, thing, old, new: values

    def __str__(self):
        return str(self.label)


def action(action: Action) -> Action:
    """Let rules take the action."""
    if action.name in _actions:
        raise ValueError(f"the action {action.name!r} is registered twice")
    _actions[action.name] = action
    return action


def all_actions() -> list[Action]:
    return list(_actions.values())


def action_named(name: Any) -> Action | None:
    return _actions.get(name) if isinstance(name, str) else None


def read_actions(written: Any) -> list[dict[str, Any]]:
    """Return clean actions. Raises RuleRefused naming what cannot be done."""
    if not isinstance(written, list) or not written:
        raise RuleRefused("actions", _("Say what is to be done: at least one action."))
    if len(written) > MOST_ACTIONS:
        raise RuleRefused("actions", _("At most %s actions.") % MOST_ACTIONS)
    return [_read(f"actions[{number}]", row) for number, row in enumerate(written)]


def in_words(stored: Values) -> str:
    """Return an action as a person would say it."""
    known = action_named(stored.get("do"))
    return known.says(stored) if known else _("do “%s”, which nobody can any more") % stored.get("do")


def broken(stored: Iterable[Values]) -> list[str]:
    """What the actions need and is not there any more, each with what to do; empty where all is well."""
    found = []
    for one in stored:
        known = action_named(one.get("do"))
        found.append(known.broken(one) if known else _("%s: remove this action.") % in_words(one))
    return [text for text in found if text]


def is_public(stored: Iterable[Values]) -> bool:
    """Whether customers notice one of them."""
    return any(known.is_public for one in stored if (known := action_named(one["do"])))


def changes(stored: Iterable[Values]) -> set[str]:
    """The moments that the actions can bring about."""
    return {name for one in stored if (known := action_named(one["do"])) for name in known.changes}


def _read(where: str, row: Any) -> dict[str, Any]:
    known = action_named(row.get("do")) if isinstance(row, Mapping) else None
    if known is None:
        raise RuleRefused(where, _("Unknown action; use one of: %s.") % ", ".join(_actions))
    try:
        return {"do": known.name, **known.read(row)}
    except Refused as refusal:
        raise RuleRefused(f"{where}.{refusal.field}", refusal.message) from None
