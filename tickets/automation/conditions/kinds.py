"""The kinds of things that conditions compare: which comparisons each knows, in memory and in the database alike.

`found` is what the field's `value` gave; `wanted` is the predicate's list of texts, already read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import Exact, GreaterThan, In, IsNull, LessThan
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.base import clock
from tickets.automation.conditions.folding import Folded, fold
from tickets.automation.spans import read_span, write_span

OPERATORS = {
    "in": gettext_lazy("is one of"),
    "not_in": gettext_lazy("is none of"),
    "has_any": gettext_lazy("has any of"),
    "has_all": gettext_lazy("has all of"),
    "has_none": gettext_lazy("has none of"),
    "contains": gettext_lazy("contains any of"),
    "not_contains": gettext_lazy("contains none of"),
    "more": gettext_lazy("is more than"),
    "less": gettext_lazy("is less than"),
    "older": gettext_lazy("was longer ago than"),
    "newer": gettext_lazy("was within the last"),
    "is_set": gettext_lazy("is set"),
    "not_set": gettext_lazy("is not set"),
}
SET_OPERATORS = ("is_set", "not_set")
LONGEST_VALUE = 500


@dataclass(frozen=True)
class Kind:
    """How values of one kind are compared.

    `holds(op, found, wanted)` judges in memory, `query(op, column, wanted)` says the same to the database. `read`
    turns one typed text into its stored form (ValueError with what to write instead); `shown` puts what a ticket has
    into words.
    """

    name: str
    operators: tuple[str, ...]
    holds: Callable[[str, Any, list[str]], bool]
    query: Callable[[str, Any, list[str]], Q]
    read: Callable[[str], str] = lambda text: text
    shown: Callable[[Any], str] = lambda found: ", ".join(found) if isinstance(found, list) else str(found or "")
    takes_one: bool = False  # a single value: a limit, a length of time


def _text_holds(op: str, found: str, wanted: list[str]) -> bool:
    has = fold(found or "")
    words = [fold(one) for one in wanted]
    match op:
        case "in":
            return has in words and bool(has)
        case "not_in":
            return has not in words
        case "contains":
            return any(one in has for one in words)
        case "not_contains":
            return not any(one in has for one in words)
        case "is_set":
            return bool(has)
    return not has


def _text_query(op: str, column: Any, wanted: list[str]) -> Q:
    has = Folded(Coalesce(column, Value(""), output_field=TextField()))
    words = [fold(one) for one in wanted]
    match op:
        case "in":
            return Q(In(has, words))
        case "not_in":
            return ~Q(In(has, words))
        case "contains":
            return _any(GreaterThan(StrIndex(has, Value(one)), 0) for one in words)
        case "not_contains":
            return ~_any(GreaterThan(StrIndex(has, Value(one)), 0) for one in words)
        case "is_set":
            return ~Q(Exact(has, ""))
    return Q(Exact(has, ""))


def _any(lookups) -> Q:
    found = Q()
    for each in lookups:
        found |= Q(each)
    return found


def _reference_holds(op: str, found: int | None, wanted: list[str]) -> bool:
    match op:
        case "in":
            return str(found) in wanted
        case "not_in":
            return str(found) not in wanted
        case "is_set":
            return found is not None
    return found is None


def _reference_query(op: str, column: str, wanted: list[str]) -> Q:
    ids = [int(one) for one in wanted]
    match op:
        case "in":
            return Q(**{f"{column}__in": ids})
        case "not_in":
            return ~Q(**{f"{column}__in": ids}) | Q(**{f"{column}__isnull": True})
        case "is_set":
            return Q(**{f"{column}__isnull": False})
    return Q(**{f"{column}__isnull": True})


def _read_id(text: str) -> str:
    if not text.isascii() or not text.isdigit():
        raise ValueError(_("There is no “%s”.") % text)
    return str(int(text))


def _number_holds(op: str, found: Decimal | None, wanted: list[str]) -> bool:
    limits = [Decimal(one) for one in wanted]
    match op:
        case "in":
            return found is not None and found in limits
        case "not_in":
            return found not in limits
        case "more":
            return found is not None and found > limits[0]
        case "less":
            return found is not None and found < limits[0]
        case "is_set":
            return found is not None
    return found is None


def _number_query(op: str, column: Any, wanted: list[str]) -> Q:
    limits = [Decimal(one) for one in wanted]
    match op:
        case "in":
            return Q(In(column, limits))
        case "not_in":
            return ~Q(In(column, limits)) | Q(IsNull(column, True))
        case "more":
            return Q(GreaterThan(column, limits[0]))
        case "less":
            return Q(LessThan(column, limits[0]))
        case "is_set":
            return Q(IsNull(column, False))
    return Q(IsNull(column, True))


def _read_number(text: str) -> str:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ValueError(_("“%s” is no number.") % text) from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise ValueError(_("The number is too large."))
    return format(number.normalize(), "f")


def _instant_holds(op: str, found: Any, wanted: list[str]) -> bool:
    if op in SET_OPERATORS:
        return (found is not None) == (op == "is_set")
    limit = clock.now() - timedelta(seconds=read_span(wanted[0]))
    return found is not None and (found < limit if op == "older" else found >= limit)


def _instant_query(op: str, column: str, wanted: list[str]) -> Q:
    if op in SET_OPERATORS:
        return Q(IsNull(F(column), op == "not_set"))
    limit = clock.now() - timedelta(seconds=read_span(wanted[0]))
    return Q(**{f"{column}__lt" if op == "older" else f"{column}__gte": limit})


def _show_instant(found: Any) -> str:
    return write_span(60 * max(1, round((clock.now() - found).total_seconds() / 60))) if found else ""


WORD = Kind("word", ("in", "not_in", *SET_OPERATORS), _text_holds, _text_query)
# What people wrote is not repeated in traces: those are kept, and what was written may have to be forgotten.
TEXT = Kind(
    "text", ("contains", "not_contains", "in", "not_in", *SET_OPERATORS), _text_holds, _text_query,
    shown=lambda found: "",
)  # fmt: skip
REFERENCE = Kind("reference", ("in", "not_in", *SET_OPERATORS), _reference_holds, _reference_query, read=_read_id)
NUMBER = Kind(
    "number", ("more", "less", "in", "not_in", *SET_OPERATORS), _number_holds, _number_query,
    read=_read_number, shown=lambda found: "" if found is None else format(found, "f"),
)  # fmt: skip
INSTANT = Kind(
    "instant", ("older", "newer", *SET_OPERATORS), _instant_holds, _instant_query,
    read=lambda text: write_span(read_span(text)), shown=_show_instant, takes_one=True,
)  # fmt: skip
