"""Pages of the API: by keyset, so that page 10,000 costs what page 1 does and nothing is skipped or doubled."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from helpdesk.rest.parsing import is_storable
from helpdesk.rest.refusals import invalid

PARAMETERS = ("cursor", "page_size", "order")


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: beyond the row with this value and id, in this order; `back` reads towards the beginning.

    Opaque but not secret: what may be seen is the queryset's business.
    """

    order: str
    value: object
    id: int
    back: bool = False

    def __str__(self):
        value = {"at": self.value.isoformat()} if isinstance(self.value, datetime) else self.value
        packed = json.dumps([self.order, value, self.id, int(self.back)], separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises ValueError for what we did not write."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            order, value, row_id, back = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            if isinstance(value, dict):
                value = datetime.fromisoformat(value["at"])
                if value.tzinfo is None:
                    raise ValueError("an instant needs a time zone")
        except (binascii.Error, TypeError, KeyError, RecursionError) as error:
            raise ValueError("no cursor of ours") from error
        storable = value is not None and (not isinstance(value, str) or is_storable(value))
        if not isinstance(order, str) or type(row_id) is not int or abs(row_id) >= 2**63 or not storable:
            raise ValueError("no cursor of ours")
        return cls(order, value, row_id, bool(back))


class CursorPages(BasePagination):
    """`?cursor=&page_size=&order=`. A view says what it can be sorted by: `orders = {"created": "created_at", …}`.

    Each column must be indexed together with the id and never be empty; the first order, downwards, is the default
    unless the view names `default_order`.
    """

    page_size = 50
    max_page_size = 200

    def paginate_queryset(self, queryset, request, view=None):
        self._request, self._orders = request, view.orders
        order = self._order(request, view)
        size, cursor = self._size(request), self._cursor(request, order)
        self._column, self._down = self._orders[order.lstrip("-")], order.startswith("-")
        back = cursor is not None and cursor.back
        rows = list(self._beyond(queryset, cursor, self._down != back)[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        rows = rows[::-1] if back else rows
        self._next = self._link(order, rows[-1:], False) if more or back else None
        self._previous = self._link(order, rows[:1], True) if (back and more) or (cursor and not back) else None
        return rows

    def get_paginated_response(self, data):
        return Response({"next": self._next, "previous": self._previous, "results": data})

    def _order(self, request, view) -> str:
        order = request.query_params.get("order") or getattr(view, "default_order", f"-{next(iter(view.orders))}")
        if order.removeprefix("-") not in view.orders:
            words = ", ".join(f"{name}, -{name}" for name in view.orders)
            raise invalid("order", _("Choose one of: %(choices)s.") % {"choices": words})
        return order

    def _size(self, request) -> int:
        text = request.query_params.get("page_size", str(self.page_size))
        if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= self.max_page_size):
            raise invalid("page_size", _("A whole number from 1 to %(most)s.") % {"most": self.max_page_size})
        return int(text)

    def _cursor(self, request, order: str) -> Cursor | None:
        text = request.query_params.get("cursor")
        if not text:
            return None
        try:
            cursor = Cursor.read(text)
        except ValueError:
            cursor = None
        if cursor is None or cursor.order != order:
            raise invalid("cursor", _("This is no cursor of this list in this order. Follow “next” as it was given."))
        return cursor

    def _beyond(self, rows, cursor: Cursor | None, down: bool):
        """The rows after the cursor; comparing (column, id) as one row value lets the index seek."""
        sign = "-" if down else ""
        rows = rows.order_by(*dict.fromkeys([f"{sign}{self._column}", f"{sign}id"]))
        if cursor is None:
            return rows
        lookup = TupleLessThan if down else TupleGreaterThan
        try:
            value = rows.model._meta.get_field(self._column).to_python(cursor.value)
        except (ValidationError, TypeError, ValueError) as error:  # a forged value that fits no column
            raise invalid("cursor", _("This is no cursor of this list.")) from error
        return rows.filter(lookup(Tuple(self._column, "id"), (value, cursor.id)))

    def _link(self, order: str, row: list, back: bool) -> str | None:
        if not row:
            return None
        cursor = Cursor(order, getattr(row[0], self._column), row[0].pk, back)
        return replace_query_param(self._request.build_absolute_uri(), "cursor", str(cursor))

    def get_paginated_response_schema(self, schema):
        link = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "The neighbouring page; null at the end.",
            "example": None,
        }
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        names = [sign + name for name in view.orders for sign in ("", "-")]
        default = getattr(view, "default_order", f"-{next(iter(view.orders))}")
        return [
            _parameter("cursor", "Where to go on: taken from “next” or “previous”.", type="string"),
            _parameter("page_size", "Rows a page.", type="integer", minimum=1, maximum=200, default=self.page_size),
            _parameter("order", "What to sort by; “-” means downwards.", type="string", enum=names, default=default),
        ]


def _parameter(name: str, description: str, **schema) -> dict:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
