"""Forms that overwrite nothing unseen: field by field, what was typed is compared with what the page had shown."""

from collections.abc import Mapping

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _

LONGEST_WORDS = 120


class ComparedForm(forms.Form):
    """A form that carries along what it shows. `initial` is what stands there now; the row is locked when it is sent.

    `cleaned_data` holds only what was typed over. Where somebody else changed the same field meanwhile, the form is
    refused (`is_stale`) and says what stands there now; sent once more, it is meant so.
    """

    is_stale = False

    def __init__(self, *args, further: Mapping[str, forms.Field] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= further or {}
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self):
        super().clean()
        for entry in self:
            now, shown, typed = self._now(entry), self._shown(entry), self._typed(entry)
            if typed == shown:  # nobody answers for what they left alone: it is neither judged nor saved
                self.cleaned_data.pop(entry.name, None)
                self.errors.pop(entry.name, None)
            elif shown != now != typed:
                self._refuse(entry, now)

    def _now(self, entry: forms.BoundField) -> str:
        return _flat(self.get_initial_for_field(entry.field, entry.name))

    def _shown(self, entry: forms.BoundField) -> str:
        """What the page carried along; whoever fills in no page is taken to know what stands there."""
        carried = self.data.get(entry.html_initial_name)
        return self._now(entry) if carried is None else _flat(carried)

    def _typed(self, entry: forms.BoundField) -> str:
        """What was sent; a field that the page did not have yet is as it was."""
        is_there = entry.html_initial_name in self.data or entry.html_name in self.data
        return _flat(entry.data) if is_there else self._shown(entry)

    def _refuse(self, entry: forms.BoundField, now: str) -> None:
        self.is_stale = True
        self.data = self.data.copy()
        self.data[entry.html_initial_name] = now
        words = {"True": _("yes"), "False": _("no"), "": "–"}.get(now) or Truncator(now).chars(LONGEST_WORDS)
        said = _("Somebody else changed this meanwhile, to “%(value)s”. Save again to have it your way.")
        self.add_error(entry.name, said % {"value": words})


def _flat(value) -> str:
    """A value as a page carries it, whatever the browser's line ends."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
