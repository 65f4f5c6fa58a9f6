"""Who wants to know of which event, and when: within its transaction, or after it.

*Within* is for rows that must agree with the event (clocks, counters): an error undoes the whole action.
*After* is for everything else: each subscriber has its own delivery row, runs in its own transaction, is tried again
when it fails, and may therefore run twice.
"""

from collections import defaultdict
from collections.abc import Callable

from helpdesk.events.catalog import Kind
from helpdesk.events.models import Event

Wanted = Callable[[Event], bool]
_within: dict[str, list[Callable]] = defaultdict(list)
_after: dict[str, list[tuple[str, Wanted | None]]] = defaultdict(list)
_by_name: dict[str, Callable] = {}


def within(*kinds: Kind):
    """Run the decorated `f(event, subject)` in the transaction of every event of these kinds, in order of import."""

    def subscribe(function):
        for each in kinds:
            _within[each.name].append(function)
        return function

    return subscribe


def after(*kinds: Kind, wanted: Wanted | None = None):
    """Deliver every committed event of these kinds to the decorated `f(event)`, at least once.

    `wanted(event)` is asked when the event is recorded: where it says no, nobody is rung and no row is written.
    """

    def subscribe(function):
        name = f"{function.__module__}.{function.__qualname__}"
        _by_name[name] = function
        for each in kinds:
            _after[each.name].append((name, wanted))
        return function

    return subscribe


def subscribers_within(kind_name: str) -> list[Callable]:
    return _within[kind_name]


def subscribers_after(event: Event) -> list[str]:
    return [name for name, wanted in _after[event.kind] if wanted is None or wanted(event)]


def subscriber_named(name: str) -> Callable | None:
    return _by_name.get(name)
