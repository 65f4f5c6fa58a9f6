"""The keys of the desk, and how one person has them otherwise: moved, switched off, or beside those of another product.

Elements name the key they are reached by (`data-key`); `static/js/keys.js` reads what a person presses instead.
"""

import json
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent

FIRST_OF_TWO = "g"  # begins the ways to other pages ("g i"), so nothing else is reached by it


@dataclass(frozen=True)
class Key:
    """A key as it comes, and what it does."""

    name: str
    does: str | Promise


#: every single key that can be moved
KEYS = [
    Key("j", gettext_lazy("Next row")),
    Key("k", gettext_lazy("Previous row")),
    Key("o", gettext_lazy("Open the row")),
    Key("x", gettext_lazy("Select the row")),
    Key("Shift+x", gettext_lazy("Select up to the row")),
    Key("[", gettext_lazy("Previous ticket of the list")),
    Key("]", gettext_lazy("Next ticket of the list")),
    Key("u", gettext_lazy("Back to the list")),
    Key("r", gettext_lazy("Reply")),
    Key("n", gettext_lazy("Internal note, or a new one of what the page lists")),
    Key("f", gettext_lazy("Forward")),
    Key("m", gettext_lazy("Macro")),
    Key("a", gettext_lazy("Assign to…")),
    Key("i", gettext_lazy("Take")),
    Key("s", gettext_lazy("Status")),
    Key("p", gettext_lazy("Priority")),
    Key("t", gettext_lazy("Tags")),
    Key("y", gettext_lazy("Category")),
    Key("e", gettext_lazy("Solve and next, or edit what the page shows")),
    Key("h", gettext_lazy("Snooze")),
    Key("l", gettext_lazy("Link or merge")),
    Key("w", gettext_lazy("Follow")),
    Key("z", gettext_lazy("Undo")),
    Key("b", gettext_lazy("Fold the customer's column")),
    Key("d", gettext_lazy("Promise an update")),
    Key("Shift+j", gettext_lazy("Join with the ticket it may belong to")),
    Key("c", gettext_lazy("New ticket")),
    Key("/", gettext_lazy("Search")),
    Key("?", gettext_lazy("Keyboard shortcuts")),
    Key(".", gettext_lazy("Copy the number")),
    Key("Shift+.", gettext_lazy("Copy the link")),
]
# What hands know from Zendesk. They work in fields as well, as they do there.
ZENDESK = {"Mod+Alt+s": "e", "Mod+Alt+c": "r", "Mod+Alt+x": "n"}
HABITS = [("", gettext_lazy("Only our own keys")), ("zendesk", "Zendesk (Ctrl+Alt+S, C, X)")]
_KNOWN = {key.name for key in KEYS}


class KeysRefused(ValueError):
    """Keys that cannot be: `errors` maps the key as it comes to what is wrong."""

    def __init__(self, errors: dict[str, str]):
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def own_keys(agent: Agent) -> dict[str, str]:
    """Key as it comes → the one this person presses instead."""
    return dict(agent.keymap.get("keys", {}))


def habit(agent: Agent) -> str:
    return agent.keymap.get("habit", "")


def keep(agent: Agent, *, single_keys: bool, habit: str, keys: dict[str, str]) -> None:
    """Keep a person's keys. `keys` maps keys as they come to what is typed into a field; empty leaves one as it is.

    Raises KeysRefused naming each key that two things would be reached by, and keeps nothing then.
    """
    read = {name: _read(typed) for name, typed in keys.items() if name in _KNOWN and typed.strip()}
    errors = {name: _("One letter, digit or sign.") for name, key in read.items() if not key}
    moved = {name: key for name, key in read.items() if key and key != name}
    does = {key.name: key.does for key in KEYS}
    pressed: dict[str, str] = {}
    for name in does:
        key = moved.get(name, name)
        if key == FIRST_OF_TWO:
            errors[name] = _("“g” begins the ways to other pages, as in “g i”. Choose another key.")
        elif key in pressed:
            clash = name if name in moved else pressed[key]
            other = pressed[key] if clash == name else name
            errors[clash] = _("“%(key)s” is “%(does)s” already. Move that first.") % {"key": key, "does": does[other]}
        pressed.setdefault(key, name)
    if errors:
        raise KeysRefused(errors)
    agent.single_keys, agent.keymap = single_keys, {"keys": moved, "habit": habit} if moved or habit else {}
    Agent.objects.filter(pk=agent.pk).update(single_keys=single_keys, keymap=agent.keymap)


def for_browsers(agent: Agent | None) -> str:
    """What keys.js reads: pressed → meant, “” for a key that means nothing any more. Empty where all is as it comes."""
    if agent is None or not agent.keymap:
        return ""
    moved = own_keys(agent)
    meant = dict.fromkeys(moved, "") | {key: name for name, key in moved.items()}
    return json.dumps(meant | (ZENDESK if habit(agent) == "zendesk" else {}))


def _read(typed: str) -> str:
    """The name of a key as `data-key` writes it; empty for what is none. A capital letter is one with Shift."""
    key = typed.strip()
    if len(key) != 1 or not key.isprintable():
        return key if key in _KNOWN else ""
    return f"Shift+{key.lower()}" if key.lower() != key.upper() and key == key.upper() else key
