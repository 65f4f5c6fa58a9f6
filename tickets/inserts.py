"""What an agent may put into an answer besides own words and macros. Higher apps fill it; the composer only asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tickets.models import Ticket

_offerers: list[Callable[[Ticket, str, int], Iterable["Insert"]]] = []


@dataclass(frozen=True)
class Insert:
    """Something a customer may read: its title, its full address, a line of it, and all of it as safe HTML."""

    title: str
    url: str
    excerpt: str
    html: str


def offers_inserts(function):
    """Register the decorated `f(ticket, wish, most) -> inserts`, best first. It may offer only what is public."""
    _offerers.append(function)
    return function


def offered(ticket: Ticket, wish: str, *, most: int = 4) -> list[Insert]:
    """What fits the wish; without one, what fits the ticket."""
    return [one for function in _offerers for one in function(ticket, wish.strip(), most)][:most]
