"""The conditions of a policy or a rule as rows of a form: a field, how to compare, and values by their names."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Team
from sla import conditions
from tickets.models import Category, Field, Mailbox, Organization

# Fields whose values are rows: people write names, the condition keeps ids so that a renamed team stays meant.
NAMED: dict[str, tuple[Callable[[], Iterable[Any]], str]] = {
    "category": (lambda: Category.objects.all(), "path"),
    "organization": (lambda: Organization.objects.all(), "name"),
    "team": (lambda: Team.objects.all(), "name"),
    "mailbox": (lambda: Mailbox.objects.all(), "address"),
}
SPARE_ROWS = 3
PARTS = [("all", gettext_lazy("must hold")), ("any", gettext_lazy("one of these must hold"))]


class ConditionRow(forms.Form):
    part = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PARTS)
    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False)
    op = forms.ChoiceField(label=gettext_lazy("Comparison"), required=False, choices=list(conditions.OPERATORS.items()))
    value = forms.CharField(label=gettext_lazy("Values"), required=False)

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        own = [(f"{conditions.CUSTOM}{field.key}", field.label) for field in Field.objects.usable().in_order()]
        named = [(name, label) for name, (label, _value) in known.items()]
        self.known = known
        for field in self.fields.values():  # they stand in a table whose heads say it once
            field.widget.attrs |= {"class": "input", "aria-label": field.label}
        self.fields["field"].choices = [("", _("– no condition –")), *named, *own]

    def clean(self):
        values = super().clean()
        self.predicate = None
        if self.errors or not values.get("field"):
            return values
        row = {"field": values["field"], "op": values["op"], "value": self._values(values)}
        try:
            self.predicate = conditions.read({"all": [row]}, self.known)["all"][0]
        except conditions.ConditionsRefused as refusal:
            self.add_error(refusal.field.rpartition(".")[2], refusal.message)
        return values

    def _values(self, values: dict) -> list[str]:
        written = [text.strip() for text in values["value"].split(",") if text.strip()]
        if values["field"] not in NAMED:
            return written
        rows, column = NAMED[values["field"]]
        ids = {str(getattr(row, column)).casefold(): str(row.pk) for row in rows()}
        for name in written:
            if name.casefold() not in ids:
                self.add_error("value", _("There is no “%s”.") % name)
        return [ids.get(name.casefold(), "") for name in written]


def condition_rows(request, stored: dict, known=conditions.FIELDS):
    """Return the formset of the stored conditions with a few empty rows."""
    initial = [
        {"part": part, "field": row["field"], "op": row["op"], "value": ", ".join(_names(row))}
        for part in ("all", "any")
        for row in stored.get(part, [])
    ]
    rows = forms.formset_factory(ConditionRow, extra=SPARE_ROWS)
    data = request.POST if request.method == "POST" else None
    return rows(data, initial=initial, prefix="conditions", form_kwargs={"known": known})


def conditions_of(rows) -> dict[str, list[dict]]:
    """Return the conditions of a valid formset."""
    found: dict[str, list[dict]] = {"all": [], "any": []}
    for row in rows:
        if row.predicate:
            found[row.cleaned_data["part"]].append(row.predicate)
    return found


def in_words(stored: dict) -> str:
    """Return conditions in one line, with names instead of ids."""
    parts = [conditions.in_words(row | {"value": _names(row)}) for row in stored.get("all", [])]
    either = [conditions.in_words(row | {"value": _names(row)}) for row in stored.get("any", [])]
    return "; ".join([*parts, *([_("one of: %s") % " / ".join(either)] if either else [])])


def _names(row: dict) -> list[str]:
    values = row.get("value", [])
    if row["field"] not in NAMED or not values:
        return values
    rows, column = NAMED[row["field"]]
    names = {str(one.pk): str(getattr(one, column)) for one in rows()}
    return [names.get(value, _("(gone)")) for value in values]
