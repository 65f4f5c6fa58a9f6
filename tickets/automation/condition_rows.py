"""Conditions as rows of a form, the same in every page that has some: a field, how to compare, and values by name."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.automation.conditions import reading
from tickets.automation.conditions.kinds import OPERATORS
from tickets.automation.conditions.registry import Field, field_named, known_fields
from tickets.automation.ticked import Ticked

SPARE_ROWS = 2
MOST_OFFERED = 60
PREFIX = "conditions"
PARTS = [("all", gettext_lazy("must hold")), ("any", gettext_lazy("one of these must hold"))]


class Written(forms.TextInput):
    """Values written by name, with commas between them."""

    def value_from_datadict(self, data, files, name):
        # The same row may have had boxes a moment ago, before another field was chosen.
        return data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]

    def format_value(self, value):
        return ", ".join(filter(None, value)) if isinstance(value, list) else value


class Values(forms.Field):
    """What a field is compared with: a list of texts as they were written or ticked."""

    def __init__(self, field: Field | None, chosen=(), **kwargs):
        offered = field.offered.first(MOST_OFFERED + 1) if field and field.offered else []
        is_short = 0 < len(offered) <= MOST_OFFERED
        super().__init__(required=False, widget=Ticked if is_short else Written, **kwargs)
        if is_short:
            gone = [(value, _("(gone)")) for value in chosen if value not in dict(offered)]
            self.widget.choices = [*offered, *gone]
        else:
            self.widget.attrs["placeholder"] = _hint(field)

    def to_python(self, value):
        return [text for text in value or [] if text.strip()]


class ConditionRow(forms.Form):
    part = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PARTS, required=False)
    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False)
    op = forms.ChoiceField(label=gettext_lazy("Comparison"), required=False)

    def __init__(self, *args, known: Mapping[str, Field], is_draft=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.known, self.is_draft, self.predicate = known, is_draft, None
        chosen = self._chosen()
        own = field_named(chosen) if chosen else None
        operators = own.kind.operators if own else tuple(OPERATORS)
        self.fields["field"].choices = _fields_offered(known, chosen)
        self.fields["op"].choices = [(op, OPERATORS[op]) for op in operators]
        label = gettext_lazy("Values")
        self.fields["value"] = Values(own, self.initial.get("value", ()), label=label)
        if own and own.offered and isinstance(self.fields["value"].widget, Written):
            self.initial["value"] = reading.names_of(self.initial) if self.initial else []
        for name, field in self.fields.items():  # they stand in a table whose heads say it once
            plain = {} if isinstance(field.widget, Ticked) else {"class": "input"}
            field.widget.attrs |= plain | {"aria-label": field.label}
            if name == "field":
                field.widget.attrs |= _asks_for_values(self.prefix)

    def clean(self):
        values = super().clean()
        if self.is_draft or self.errors or not values.get("field"):
            return values
        row = {"field": values["field"], "op": values["op"], "value": self._by_value(values)}
        if self.errors:
            return values
        try:
            part = values["part"] = values["part"] or "all"
            self.predicate = reading.read({part: [row]}, self.known)[part][0]
        except reading.ConditionsRefused as refusal:
            self.add_error(refusal.field.rpartition(".")[2], refusal.message)
        return values

    def has_changed(self):
        """A row that is sent as it was stored is a condition like any other."""
        return True

    def _chosen(self) -> str:
        if self.is_bound:
            return self.data.get(self.add_prefix("field")) or ""
        return self.initial.get("field", "")

    def _by_value(self, values: dict) -> list[str]:
        """What conditions keep of what was ticked or written by name."""
        field, texts = field_named(values["field"]), values["value"]
        if field is None:
            return texts
        found: list[str] = []
        for text in texts:
            whole = field.offered.found(text) if field.offered else None
            parts = [whole] if whole else [part.strip() for part in text.split(",") if part.strip()]
            found += [self._value(field, part) for part in parts]
        return found

    def _value(self, field: Field, text: str) -> str:
        value = field.offered.found(text) if field.offered else text
        if value is None:
            self.add_error("value", _("There is no “%s”.") % text)
        return value or ""


def condition_rows(request, stored: Mapping, known: Mapping[str, Field] | None = None):
    """Return the formset of the stored conditions with a few empty rows; `wants_more` adds further ones."""
    initial = [{"part": part, **row} for part in reading.PARTS for row in stored.get(part, [])]
    rows = forms.formset_factory(ConditionRow, extra=SPARE_ROWS)
    known = known_fields() if known is None else known
    is_draft = wants_more(request)
    return rows(
        posted(request, PREFIX, SPARE_ROWS),
        initial=initial,
        prefix=PREFIX,
        form_kwargs={"known": known, "is_draft": is_draft},
    )


def wants_more(request) -> bool:
    """Whether the form was sent for further rows, or to see the values of a field, and not to be kept."""
    return request.method == "POST" and "more" in request.POST


def posted(request, prefix: str, spare: int):
    """What was sent of a set of rows, with `spare` empty ones more where those were asked for."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    count = data.get(f"{prefix}-TOTAL_FORMS", "0")
    if wants_more(request) and count.isdigit():
        data[f"{prefix}-TOTAL_FORMS"] = str(min(int(count), 100) + spare)
    return data


def conditions_of(rows) -> dict[str, list[dict]]:
    """Return the conditions of a valid formset."""
    found: dict[str, list[dict]] = {"all": [], "any": []}
    for row in rows:
        if row.predicate:
            found[row.cleaned_data["part"]].append(row.predicate)
    return found


def _fields_offered(known: Mapping[str, Field], chosen: str) -> list[tuple[str, str]]:
    offered = [("", _("– no condition –")), *((name, str(field.label)) for name, field in known.items())]
    return offered if not chosen or chosen in known else [*offered, (chosen, _("(gone)"))]


def _asks_for_values(prefix: str) -> dict[str, str]:
    """Choosing a field brings its comparisons and values; without a script the button for more rows does."""
    return {
        "hx-get": "/settings/condition-values/",
        "hx-include": "closest tr",
        "hx-target": f"#{prefix}-asked",
        "hx-vals": f'{{"prefix": "{prefix}"}}',
    }


def _hint(field: Field | None) -> str:
    if field is not None and field.kind.name == "instant":
        return _("3 d, 72 h or 90 min")
    return ""
