"""The company's own fields as conditions: those of tickets, and those of who asks and where they work."""

from decimal import Decimal

from django.db.models import Case, DecimalField, F, Func, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.automation.conditions.kinds import NUMBER, TEXT, WORD
from tickets.automation.conditions.offers import Fixed
from tickets.automation.conditions.registry import CUSTOM, Field
from tickets.fields import RELATIONS, value_on
from tickets.models import Field as OwnField

YES_OR_NO = Fixed(lambda: [("true", _("yes")), ("false", _("no"))])


class _AsNumeric(Func):
    template = "(%(expressions)s)::numeric"
    output_field = DecimalField()


LABELS = {
    OwnField.BelongsTo.TICKET: "%s",
    OwnField.BelongsTo.CONTACT: gettext_lazy("Customer: %s"),
    OwnField.BelongsTo.ORGANIZATION: gettext_lazy("Organisation: %s"),
}


def label_on_ticket(row: OwnField) -> str:
    """What a field is called where those of tickets stand beside those of customers."""
    return str(LABELS[row.belongs_to]) % row.label


def as_condition(row: OwnField) -> Field:
    """The field of a company as conditions see it."""
    name, label = f"{CUSTOM}{row.key}", label_on_ticket(row)
    path = f"{RELATIONS[row.belongs_to]}__custom_fields".removeprefix("__")
    if row.kind == OwnField.Kind.NUMBER:
        return Field(name, label, NUMBER, lambda ticket: _number(value_on(ticket, row)), _number_column(row.key, path))
    column = KeyTextTransform(row.key, path)
    if row.kind == OwnField.Kind.CHECK:
        return Field(name, label, WORD, lambda ticket: _text(value_on(ticket, row)), column, YES_OR_NO)
    if row.kind == OwnField.Kind.CHOICE:
        offered = Fixed(lambda: [(str(each), str(each)) for each in row.choices])
        return Field(name, label, WORD, lambda ticket: _text(value_on(ticket, row)), column, offered)
    return Field(name, label, TEXT, lambda ticket: _text(value_on(ticket, row)), column)


def _text(value) -> str:
    """As the database writes a value that it takes out of JSON."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _number_column(key: str, column: str) -> Case:
    """A number, or nothing where something else stands there: one odd row must not fail the whole search."""
    found = KeyTransform(key, column)
    sort = Func(found, function="jsonb_typeof", output_field=TextField())
    return Case(When(Exact(sort, Value("number")), then=_AsNumeric(KeyTextTransform(key, F(column)))))
