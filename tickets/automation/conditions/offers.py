"""Values to choose from, with their names: a fixed list, or rows of the company's own things."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import QuerySet

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow

# To whom values are offered, where that narrows them: names of restricted teams are not everybody's to read.
_reader: ContextVar[Agent | None] = ContextVar("offered_to", default=None)
Pairs = list[tuple[str, str]]
# What was read together: the name of each value, None for one that is gone.
_read: ContextVar[dict["Rows", dict[str, str | None]] | None] = ContextVar("names_read_together", default=None)


@dataclass(frozen=True)
class Fixed:
    """A short list that the product itself knows: stored value → name in the reader's language."""

    pairs: Callable[[], Pairs]
    grows = False

    def first(self, most: int) -> Pairs:
        return self.pairs()[:most]

    def names(self, values: Iterable[str]) -> dict[str, str]:
        there = dict(self.pairs())
        return {value: there[value] for value in values if value in there}

    def found(self, text: str) -> str | None:
        """The value of that name, or the value itself."""
        return next((value for value, name in self.pairs() if text.casefold() in (name.casefold(), value)), None)


@dataclass(frozen=True)
class Rows:
    """Rows of a table. `key` is what conditions keep of one (its id, or a name that is its identity).

    `thing` is what one is called among all that something may speak of: a team, a tag (see `references`).
    """

    rows: Callable[[], QuerySet]
    column: str
    key: str = "pk"
    grows: bool = False  # what is not there yet may come to be: a tag is made by being given
    thing: str = ""
    # Those of the rows whose names an agent may read; whoever decides over rules reads all.
    seen_by: Callable[[QuerySet, Agent], QuerySet] | None = None

    def first(self, most: int) -> Pairs:
        """The first by name; how many more there are is nobody's business here."""
        return self._pairs(self._offered().order_by(self.column)[:most])

    def names(self, values: Iterable[str]) -> dict[str, str]:
        keys = [value for value in values if self.key != "pk" or (value.isascii() and value.isdigit())]
        known = (_read.get() or {}).get(self, {})
        if all(key in known for key in keys):
            return {key: name for key in keys if (name := known[key]) is not None}
        return dict(self._pairs(self._offered().filter(**{f"{self.key}__in": keys})))

    def name(self, value: object) -> str:
        """The name of one; empty where it is gone."""
        return self.names([str(value)]).get(str(value), "")

    def found(self, text: str) -> str | None:
        """The value of that name; where a list offered ids, the id itself."""
        if self.key == "pk" and self.names([text]):
            return text
        named = self._pairs(self._offered().filter(**{f"{self.column}__iexact": text}).order_by("pk")[:1])
        return named[0][0] if named else None

    def _offered(self) -> QuerySet:
        reader = _reader.get()
        return self.seen_by(self.rows(), reader) if reader and self.seen_by else self.rows()

    def _pairs(self, rows) -> Pairs:
        return [(str(key), str(name)) for key, name in rows.values_list(self.key, self.column)]


@contextmanager
def offered_to(agent: Agent) -> Iterator[None]:
    """A block in which values are those the agent may know of, on pages that are not only for administrators."""
    token = _reader.set(None if allow(agent, "settings.tickets") else agent)
    try:
        yield
    finally:
        _reader.reset(token)


@contextmanager
def names_read_together(wanted: Iterable[tuple[Rows, str]]) -> Iterator[None]:
    """Read the names of all these at once, a statement a table: what is asked for in the block asks for no others."""
    by_rows: dict[Rows, set[str]] = {}
    for rows, value in wanted:
        by_rows.setdefault(rows, set()).add(value)
    token = _read.set({rows: dict.fromkeys(values) | rows.names(values) for rows, values in by_rows.items()})
    try:
        yield
    finally:
        _read.reset(token)
