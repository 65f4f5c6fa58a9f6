"""Actions as rows of a form: what is to be done, and the values that it needs."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.ui.forms import Growing
from tickets.automation.actions.registry import Refused, action_named, all_actions
from tickets.automation.condition_rows import posted, wants_more

PREFIX = "actions"
SPARE_ROWS = 1


class ActionRow(Growing, forms.Form):
    do = forms.ChoiceField(label=gettext_lazy("Do"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.action = None
        chosen = self.data.get(self.add_prefix("do")) if self.is_bound else self.initial.get("do")
        self.known = action_named(chosen)
        offered = [(each.name, str(each.label)) for each in all_actions()]
        gone = [(chosen, _("(gone)"))] if chosen and self.known is None else []
        self.fields["do"].choices = [("", _("– nothing –")), *offered, *gone]
        self.fields["do"].widget.attrs |= self._asks_for_values()
        for name, field in (self.known.fields() if self.known else {}).items():
            field.widget.attrs.setdefault("aria-label", str(field.label))
            self.fields[name] = field

    def has_changed(self):
        """A row that is sent as it was stored is an action like any other."""
        return True

    @property
    def values(self):
        """The fields of the chosen action."""
        return [self[name] for name in self.fields if name != "do"]

    def clean(self):
        values = super().clean()
        if self.is_draft or self.errors or not values.get("do"):
            return values
        try:
            self.action = {"do": self.known.name, **self.known.read(values)}
        except Refused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else "do", refusal.message)
        return values

    def _asks_for_values(self) -> dict[str, str]:
        return {
            "class": "input",
            "aria-label": _("Do"),
            "hx-get": "/settings/action-values/",
            "hx-include": "closest tr",
            "hx-target": f"#{self.prefix}-asked",
            "hx-vals": f'{{"prefix": "{self.prefix}"}}',
        }


def action_rows(request, stored: list[dict]):
    """Return the formset of the stored actions with an empty row, or more where those were asked for."""
    rows = forms.formset_factory(ActionRow, extra=SPARE_ROWS if stored else SPARE_ROWS + 1)
    data = posted(request, PREFIX, SPARE_ROWS)
    return rows(data, initial=stored, prefix=PREFIX, form_kwargs={"is_draft": wants_more(request)})


def actions_of(rows) -> list[dict]:
    """Return the actions of a valid formset."""
    return [row.action for row in rows if row.action]
