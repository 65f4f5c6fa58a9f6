"""The company's own fields: what may stand in them, how they are set, and which a solved ticket must have filled."""

from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from helpdesk.tenancy.keeping import kept
from tickets.models import Field, Ticket

# What leads from a ticket to what has the fields; nothing where it is the ticket.
RELATIONS = {
    Field.BelongsTo.TICKET: "",
    Field.BelongsTo.CONTACT: "requester",
    Field.BelongsTo.ORGANIZATION: "organization",
}


class FieldErrors(ValueError):
    """Values that do not fit their fields: `errors` maps each key to what is wrong and what would be right."""

    def __init__(self, errors: dict[str, str]):
        self.errors = errors
        super().__init__("; ".join(f"{key}: {text}" for key, text in errors.items()))


class MissingFields(FieldErrors):
    """Fields that must be filled before solving."""


def cleaned(values: dict, *, of: type[Model]) -> dict:
    """The values as they are stored (JSON); empty ones are left out. Raises FieldErrors naming each wrong field."""
    if not values:
        return {}
    known = {field.key: field for field in usable(of)}
    errors, kept = {}, {}
    for key, value in values.items():
        if key not in known:
            errors[key] = _("There is no such field.")
            continue
        try:
            stored = _READERS[known[key].kind](known[key], value)
        except ValueError as error:
            errors[key] = str(error)
            continue
        if stored is not None:
            kept[key] = stored
    if errors:
        raise FieldErrors(errors)
    return kept


def take_over(row: Model, values: dict) -> list[Field]:
    """Set some of a row's own fields (unsaved) and return those that became different; the others stay.

    An empty value takes the field's away. What stands there already is not judged again: a choice that is offered no
    more stays. Raises FieldErrors.
    """
    before = row.custom_fields
    new = {key: value for key, value in values.items() if key not in before or before[key] != value}
    clean = cleaned(new, of=type(row))
    row.custom_fields = {key: value for key, value in before.items() if key not in new} | clean
    return [field for field in usable(type(row)) if before.get(field.key) != row.custom_fields.get(field.key)]


def in_words(row: Model, *, to_customer: bool = False) -> list[tuple[str, object]]:
    """The label and the value of each of the row's own fields that is filled, in the company's order."""
    filled = row.custom_fields
    if not filled:  # as most are: there is nothing to look up
        return []
    shown = [field for field in usable(type(row)) if field.is_shown_to_customer or not to_customer]
    return [(field.label, word(filled[field.key])) for field in shown if field.key in filled]


def value_on(ticket: Ticket, field: Field):
    """What stands in a field of the ticket, of who asks, or of where they work; None for nothing."""
    relation = RELATIONS[field.belongs_to]
    having = getattr(ticket, relation) if relation else ticket
    return having.custom_fields.get(field.key) if having else None


def require_for_resolving(ticket: Ticket) -> None:
    """Raises MissingFields where a field that must be filled before solving is empty."""
    missing = {
        field.key: _("“%(label)s” must be filled before the ticket is solved.") % {"label": field.label}
        for field in usable(Ticket)
        if field.is_required_to_resolve and ticket.custom_fields.get(field.key) in (None, "")
    }
    if missing:
        raise MissingFields(missing)


def usable(of: type[Model]) -> list[Field]:
    """The fields in use of tickets, contacts or organisations, in the company's order."""
    return kept(Field, ("usable", of), lambda: list(Field.objects.usable().of(of).in_order()))


def word(value) -> object:
    """A value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def _text(_field, value):
    text = str(value).strip()
    if len(text) > 2000:
        raise ValueError(_("At most 2,000 characters."))
    return text or None


def _number(_field, value):
    if value in (None, ""):
        return None
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        raise ValueError(_("Enter a number, for example 12 or 12.5.")) from None
    if number != number or abs(number) > 1e15:
        raise ValueError(_("The number is too large."))
    return int(number) if number.is_integer() else number


def _choice(field, value):
    if value in (None, ""):
        return None
    if value not in field.choices:
        raise ValueError(_("Choose one of: %(choices)s.") % {"choices": ", ".join(map(str, field.choices))})
    return value


def _date(_field, value):
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError(_("Enter a date as year-month-day, for example 2026-11-30.")) from None


def _check(_field, value):
    if value in (None, ""):
        return None
    if str(value).lower() in {"true", "1", "on", "yes"}:
        return True
    if str(value).lower() in {"false", "0", "off", "no"}:
        return False
    raise ValueError(_("Tick it or leave it empty."))


_READERS = {
    Field.Kind.TEXT: _text,
    Field.Kind.NUMBER: _number,
    Field.Kind.CHOICE: _choice,
    Field.Kind.DATE: _date,
    Field.Kind.CHECK: _check,
}
