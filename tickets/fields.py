"""The company's own fields: what may stand in them, and which must be filled before a ticket is solved."""

from datetime import date

from django.utils.translation import gettext as _

from helpdesk.tenancy.keeping import kept
from tickets.models import Field, Ticket


class FieldErrors(ValueError):
    """Values that do not fit their fields: `errors` maps each key to what is wrong and what would be right."""

    def __init__(self, errors: dict[str, str]):
        self.errors = errors
        super().__init__("; ".join(f"{key}: {text}" for key, text in errors.items()))


class MissingFields(FieldErrors):
    """Fields that must be filled before solving."""


def cleaned(values: dict) -> dict:
    """The values as they are stored (JSON); empty ones are left out. Raises FieldErrors naming each wrong field."""
    if not values:
        return {}
    known = {field.key: field for field in usable()}
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


def require_for_resolving(ticket: Ticket) -> None:
    """Raises MissingFields where a field that must be filled before solving is empty."""
    missing = {
        field.key: _("“%(label)s” must be filled before the ticket is solved.") % {"label": field.label}
        for field in usable()
        if field.is_required_to_resolve and ticket.custom_fields.get(field.key) in (None, "")
    }
    if missing:
        raise MissingFields(missing)


def usable() -> list[Field]:
    """The fields in use, in the company's order."""
    return kept(Field, "usable", lambda: list(Field.objects.usable().in_order()))


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
