"""Filter, sort and page of every list in one place, by keyset: page 1,000 costs what page 1 costs.

    TICKETS = Listing(
        orders={"due": Order(_("Next due"), "due_at", nullable=True), "latest": Order(_("Latest"), "-last_message_at")},
        filters={"priority": lambda rows, value: rows.filter(priority=value)},
    )
    page = TICKETS.page(queryset, request.GET)

`page.rows` is a list; `page.older` and `page.newer` are query strings (or None) that keep filters and order.
A cursor is opaque but not secret: it only says where to go on, what may be seen is the queryset's business.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

PAGE_ROWS = 50


@dataclass(frozen=True)
class Order:
    """One way to sort: by a column (`-column` downwards), equal rows by id, rows without a value last."""

    label: str | Promise
    column: str
    nullable: bool = False
    unique: bool = False  # the column decides alone (it is the id, or a number nobody shares)

    @property
    def name(self):
        return self.column.lstrip("-")

    @property
    def down(self):
        return self.column.startswith("-")


@dataclass(frozen=True)
class Page:
    """The rows shown and the way to their neighbours."""

    rows: list
    order: str
    orders: list
    older: str | None = None
    newer: str | None = None
    chosen: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Cursor:
    """The row a page starts after: its sorting value and its id."""

    value: object
    id: int

    def __str__(self):
        value = {"at": self.value.isoformat()} if isinstance(self.value, datetime) else self.value
        return base64.urlsafe_b64encode(json.dumps([value, self.id]).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text):
        """The cursor in `text`, None for an empty one. Raises BadRequest for anything else."""
        if not text:
            return None
        try:
            value, id_ = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if isinstance(value, dict):
                value = datetime.fromisoformat(value["at"])
            return cls(value, int(id_))
        except (binascii.Error, ValueError, TypeError, KeyError) as error:
            raise BadRequest("This page address is damaged.") from error


@dataclass(frozen=True)
class Listing:
    """What a list can be sorted and filtered by. The first order is the default."""

    orders: Mapping[str, Order]
    filters: Mapping[str, Callable[[QuerySet, str], QuerySet]] = field(default_factory=dict)
    size: int = PAGE_ROWS

    def page(self, rows: QuerySet, query: QueryDict) -> Page:
        """The page of `rows` that `query` asks for; unknown orders and filters are ignored."""
        name = query.get("order") if query.get("order") in self.orders else next(iter(self.orders))
        chosen = {key: query[key] for key in self.filters if query.get(key)}
        for key, value in chosen.items():
            rows = self.filters[key](rows, value)
        after, before = Cursor.read(query.get("after")), Cursor.read(query.get("before"))
        walk = Walk(rows, self.orders[name], self.size)
        try:
            found, more = walk.back(before) if before else walk.on(after)
        except (ValidationError, ValueError, TypeError) as error:  # a cursor of another order
            raise BadRequest("This page address is damaged.") from error
        address = {**chosen, "order": name}
        first, last = (walk.cursor(found[0]), walk.cursor(found[-1])) if found else (None, None)
        return Page(
            rows=found,
            order=name,
            orders=[{"name": key, "label": o.label, "current": key == name} for key, o in self.orders.items()],
            older=_query(address, after=last) if found and (more or before) else None,
            newer=_query(address, before=first) if found and (after or (before and more)) else None,
            chosen=chosen,
        )


@dataclass(frozen=True)
class Walk:
    """Reads one page in either direction as index scans: rows with a value first, then those without."""

    rows: QuerySet
    order: Order
    size: int

    def on(self, cursor):
        """Up to `size` rows after `cursor`, and whether there are more."""
        found = []
        for part in self._parts(cursor, down=self.order.down):
            found += part[: self.size + 1 - len(found)]
            if len(found) > self.size:
                break
        return found[: self.size], len(found) > self.size

    def back(self, cursor):
        """Up to `size` rows before `cursor` in reading order, and whether there are more."""
        found = []
        for part in self._parts(cursor, down=not self.order.down, backwards=True):
            found += part[: self.size + 1 - len(found)]
            if len(found) > self.size:
                break
        return found[: self.size][::-1], len(found) > self.size

    def cursor(self, row):
        value = row
        for step in self.order.name.split("__"):
            value = getattr(value, step)
        return Cursor(value, row.pk)

    def _parts(self, cursor, *, down, backwards=False):
        """Querysets to read one after the other; `backwards` starts among the rows without a value."""
        name = self.order.name
        if not self.order.nullable:
            yield self._sorted(self.rows.filter(self._beyond(cursor, down)), down)
            return
        valued, empty = self.rows.filter(**{f"{name}__isnull": False}), self.rows.filter(**{f"{name}__isnull": True})
        in_empty = cursor is not None and cursor.value is None
        empty = empty.filter(self._beyond_id(cursor, down)) if in_empty else empty
        valued = valued if in_empty else valued.filter(self._beyond(cursor, down))
        if backwards:
            yield from ([empty.order_by(self._id(down))] if in_empty else []) + [self._sorted(valued, down)]
        else:
            yield from ([] if in_empty else [self._sorted(valued, down)]) + [empty.order_by(self._id(down))]

    def _sorted(self, rows, down):
        sign = "-" if down else ""
        columns = [sign + self.order.name] if self.order.unique else [sign + self.order.name, self._id(down)]
        return rows.order_by(*columns)

    def _id(self, down):
        return "-pk" if down else "pk"

    def _beyond_id(self, cursor, down):
        return Q(pk__lt=cursor.id) if down else Q(pk__gt=cursor.id)

    def _beyond(self, cursor, down):
        """Rows after the cursor; the plain bound comes first because only it lets the index seek."""
        if cursor is None:
            return Q()
        name, beyond, reach = self.order.name, "lt" if down else "gt", "lte" if down else "gte"
        if self.order.unique:
            return Q(**{f"{name}__{beyond}": cursor.value})
        past = Q(**{f"{name}__{beyond}": cursor.value})
        tied = Q(**{name: cursor.value}) & self._beyond_id(cursor, down)
        return Q(**{f"{name}__{reach}": cursor.value}) & (past | tied)


def _query(address, **cursor):
    query = QueryDict(mutable=True)
    query.update({key: str(value) for key, value in {**address, **cursor}.items()})
    return query.urlencode()
