"""One id for everything that one request, mail or task set off, however many tasks follow from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

_cause: ContextVar[UUID | None] = ContextVar("cause", default=None)


def current_cause() -> UUID:
    """The running request's or task's cause id; one is made up where none is open."""
    return _cause.get() or uuid4()


@contextmanager
def cause(value: UUID | str | None = None) -> Iterator[UUID]:
    """Name the cause of all that happens in the block: the given id, or a new one."""
    identifier = UUID(str(value)) if value else uuid4()
    token = _cause.set(identifier)
    try:
        yield identifier
    finally:
        _cause.reset(token)


def is_open() -> bool:
    return _cause.get() is not None
