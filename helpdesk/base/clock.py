"""What time it is, once per unit of work: the database's clock, or the instant a test or the demo moved it to.

One user action is one instant (spec/sla.md §1). The tenant scope reads the database clock when it opens its
transaction and hands it over here, so asking again costs nothing and web, workers and mail agree.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_moved: ContextVar[datetime | None] = ContextVar("clock_moved", default=None)
_unit_of_work: ContextVar[datetime | None] = ContextVar("clock_unit_of_work", default=None)


class NoClock(RuntimeError):
    """Time was asked for outside a tenant's transaction, where no database clock has been read."""


def now() -> datetime:
    """The instant of this unit of work (aware, UTC). Raises NoClock outside one."""
    instant = _moved.get() or _unit_of_work.get()
    if instant is None:
        raise NoClock("open use_tenant(…) first: the unit of work's instant is read with it")
    return instant


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Move the clock to `instant` (aware) for the block. For tests and for playing the demo's history."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    token = _moved.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def move_by(delta: timedelta):
    """The same as `at`, from the present instant on."""
    return at(now() + delta)


@contextmanager
def unit_of_work(instant: datetime) -> Iterator[None]:
    """Hold `instant` (the database's clock) for the block. Called by the tenant scope only."""
    token = _unit_of_work.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _unit_of_work.reset(token)
