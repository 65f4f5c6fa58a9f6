"""What rules may listen to: moments in a ticket's life, each made of kinds of events. Apps above add theirs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from helpdesk.events.catalog import Kind
from helpdesk.events.models import Event

_moments: dict[str, "Moment"] = {}


@dataclass(frozen=True)
class Moment:
    """One moment: its name in stored rules, its words, and which events are it."""

    name: str
    label: str | Promise
    kinds: tuple[Kind, ...]
    is_it: Callable[[Event], bool]


def moment(name: str, label, *kinds: Kind, is_it: Callable[[Event], bool] = lambda event: True) -> Moment:
    """Let rules listen to events of these kinds (about tickets), those among them for which `is_it` says so."""
    from tickets.automation.triggers import listen_to

    if name in _moments:
        raise ValueError(f"the moment {name!r} is registered twice")
    _moments[name] = Moment(name, label, kinds, is_it)
    listen_to(*kinds)
    return _moments[name]


def all_moments() -> list[Moment]:
    return list(_moments.values())


def moment_named(name: str) -> Moment | None:
    return _moments.get(name)


def kinds_of(names: list[str]) -> list[str]:
    """The names of the event kinds that make up these moments."""
    return [kind.name for name in names if name in _moments for kind in _moments[name].kinds]


def is_one_of(event: Event, names: list[str]) -> bool:
    """Whether the event is one of the named moments."""
    found = (_moments[name] for name in names if name in _moments)
    return any(event.kind in [kind.name for kind in each.kinds] and each.is_it(event) for each in found)
