"""The company's own fields as they are filled in, in the desk and in the portal; tickets.fields judges what fits."""

from collections.abc import Iterable, Mapping

from django import forms

from helpdesk.ui.forms import Date
from tickets.fields import FieldErrors
from tickets.models import Field

LONGEST_VALUE = 2_000
PREFIX = "field_"  # own fields beside others in one form


def entry(field: Field, value=None, **said) -> forms.Field:
    """The entry for a field that has this value now.

    A choice that is offered no more stays among the choices where it was chosen.
    """
    common = {"label": field.label, "required": False, "initial": value, **said}
    if field.kind == Field.Kind.CHECK:
        return forms.BooleanField(**common | {"initial": bool(value)})
    if field.kind == Field.Kind.CHOICE:
        offered = dict.fromkeys([*map(str, field.choices), *([str(value)] if value else [])])
        return forms.ChoiceField(choices=[("", "–"), *((choice, choice) for choice in offered)], **common)
    if field.kind == Field.Kind.DATE:
        return forms.CharField(widget=Date, **common)
    if field.kind == Field.Kind.NUMBER:
        return forms.CharField(widget=forms.TextInput({"inputmode": "decimal"}), **common)
    return forms.CharField(max_length=LONGEST_VALUE, **common)


def entries(fields: Iterable[Field], values: Mapping) -> dict[str, forms.Field]:
    """The fields' entries by name, to stand beside others in one form."""
    return {f"{PREFIX}{field.key}": entry(field, values.get(field.key)) for field in fields}


def own_among(values: Mapping) -> dict:
    """The own fields' values by key, from all that a form gave."""
    return {name.removeprefix(PREFIX): value for name, value in values.items() if name.startswith(PREFIX)}


def explain(form: forms.Form, wrong: FieldErrors) -> None:
    """Say at each entry what is wrong with it."""
    for key, words in wrong.errors.items():
        form.add_error(f"{PREFIX}{key}" if f"{PREFIX}{key}" in form.fields else None, words)
