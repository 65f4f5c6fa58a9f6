"""What stands beside a ticket. Higher apps add panels; the ticket page knows none of them by name."""

from collections.abc import Callable
from dataclasses import dataclass

_panels: list["Panel"] = []


@dataclass(frozen=True)
class Panel:
    """A block of the context column: `data(ticket, agent)` gives its template's values, or None to stay away."""

    name: str
    template: str
    position: int
    data: Callable


def panel(name: str, template: str, position: int):
    """Register the decorated `data(ticket, agent) -> dict | None` as a panel; low positions stand on top."""

    def register(function):
        _panels.append(Panel(name, template, position, function))
        return function

    return register


def panels_for(ticket, agent) -> list[tuple[Panel, dict]]:
    """The panels that have something to say about the ticket, from top to bottom."""
    shown = []
    for each in sorted(_panels, key=lambda p: (p.position, p.name)):
        values = each.data(ticket, agent)
        if values is not None:
            shown.append((each, values))
    return shown
