"""What stands beside a ticket. Higher apps add panels; the ticket page knows none of them by name."""

from collections.abc import Callable
from dataclasses import dataclass

_panels: list["Panel"] = []
_of_customers: list["Panel"] = []
_reasons: list["Panel"] = []


@dataclass(frozen=True)
class Panel:
    """A block beside a ticket: `data(ticket, who looks)` gives its template's values, or None to stay away."""

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


def reason(name: str, template: str, position: int):
    """The same for what tells why the ticket is as it is: folded away, and only read when somebody asks."""

    def register(function):
        _reasons.append(Panel(name, template, position, function))
        return function

    return register


def customer_panel(name: str, template: str, position: int):
    """The same for the request's page in the portal: `data(ticket, contact) -> dict | None`."""

    def register(function):
        _of_customers.append(Panel(name, template, position, function))
        return function

    return register


def panels_for(ticket, agent) -> list[tuple[Panel, dict]]:
    """The panels that have something to say about the ticket, from top to bottom."""
    return _shown(_panels, ticket, agent)


def reasons_for(ticket, agent) -> list[tuple[Panel, dict]]:
    """The same for the reasons behind them."""
    return _shown(_reasons, ticket, agent)


def customer_panels_for(ticket, contact) -> list[tuple[Panel, dict]]:
    """The same for what the customer sees."""
    return _shown(_of_customers, ticket, contact)


def _shown(registered: list[Panel], ticket, reader) -> list[tuple[Panel, dict]]:
    shown = []
    for each in sorted(registered, key=lambda p: (p.position, p.name)):
        values = each.data(ticket, reader)
        if values is not None:
            shown.append((each, values))
    return shown
