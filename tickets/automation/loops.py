"""Rules that set off rules: which of them, one after the other, led to what is being done (spec/sla.md §10.8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 3
_chain: ContextVar[tuple[str, ...]] = ContextVar("chain_of_rules", default=())


def chain() -> tuple[str, ...]:
    """The names of the rules, the first one first; none for what people do."""
    return _chain.get()


def depth() -> int:
    """How many rules, each set off by the one before, led to what is being done."""
    return len(_chain.get())


@contextmanager
def link(name: str, after: tuple[str, ...] = ()) -> Iterator[None]:
    """What is done in the block is the doing of the rule `name`, which those in `after` had set off."""
    token = _chain.set((*after, name))
    try:
        yield
    finally:
        _chain.reset(token)
