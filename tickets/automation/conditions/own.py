"""The company's own fields as conditions."""

from decimal import Decimal

from django.db.models import Case, DecimalField, F, Func, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from tickets.automation.conditions.kinds import NUMBER, TEXT, WORD
from tickets.automation.conditions.offers import Fixed
from tickets.automation.conditions.registry import CUSTOM, Field
from tickets.models import Field as OwnField
from tickets.models import Ticket

YES_OR_NO = Fixed(lambda: [("true", _("yes")), ("false", _("no"))])


class _AsNumeric(Func):
    template = "(%(expressions)s)::numeric"
    output_field = DecimalField()


def as_condition(row: OwnField) -> Field:
    """The field of a company as conditions see it."""
    name, label = f"{CUSTOM}{row.key}", row.label
    if row.kind == OwnField.Kind.NUMBER:
        return Field(name, label, NUMBER, lambda ticket: _number(ticket, row.key), _number_column(row.key))
    column = KeyTextTransform(row.key, "custom_fields")
    if row.kind == OwnField.Kind.CHECK:
        return Field(name, label, WORD, lambda ticket: _text(ticket, row.key), column, YES_OR_NO)
    if row.kind == OwnField.Kind.CHOICE:
        offered = Fixed(lambda: [(str(each), str(each)) for each in row.choices])
        return Field(name, label, WORD, lambda ticket: _text(ticket, row.key), column, offered)
    return Field(name, label, TEXT, lambda ticket: _text(ticket, row.key), column)


def _text(ticket: Ticket, key: str) -> str:
    """As the database writes a value that it takes out of JSON."""
    value = ticket.custom_fields.get(key)
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(ticket: Ticket, key: str) -> Decimal | None:
    value = ticket.custom_fields.get(key)
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _number_column(key: str) -> Case:
    """A number, or nothing where something else stands there: one odd row must not fail the whole search."""
    found = KeyTransform(key, "custom_fields")
    sort = Func(found, function="jsonb_typeof", output_field=TextField())
    return Case(When(Exact(sort, Value("number")), then=_AsNumeric(KeyTextTransform(key, F("custom_fields")))))
