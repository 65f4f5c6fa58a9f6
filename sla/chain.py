"""Rules that set off rules: how deep in such a chain the running code is (sla.md §10.8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 3
_depth: ContextVar[int] = ContextVar("sla_chain_depth", default=0)


def depth() -> int:
    """How many rules, each set off by the one before, led to what is being done; 0 for what people do."""
    return _depth.get()


@contextmanager
def link(number: int) -> Iterator[None]:
    """What is done in the block is the doing of the chain's rule of that number, counted from 1."""
    token = _depth.set(number)
    try:
        yield
    finally:
        _depth.reset(token)
