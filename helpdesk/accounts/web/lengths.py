"""A length of time as people write it: `30 s`, `15 min`, `24 h`, `7 d`."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_WRITTEN = re.compile(r"^\s*(\d{1,6})\s*(s|min|h|d)\s*$")


class LengthField(forms.CharField):
    """Seconds in the database, a number with its unit on the page."""

    def __init__(self, *args, longest_seconds, **kwargs):
        self.longest_seconds = longest_seconds
        super().__init__(*args, **kwargs)

    def prepare_value(self, value):
        return written(value) if isinstance(value, int) else value

    def clean(self, value):
        found = _WRITTEN.match(super().clean(value))
        if not found:
            raise forms.ValidationError(_("Write a number and a unit: 30 s, 15 min, 24 h or 7 d."))
        seconds = int(found[1]) * SECONDS[found[2]]
        if seconds > self.longest_seconds:
            raise forms.ValidationError(_("At most %(most)s.") % {"most": written(self.longest_seconds)})
        return seconds


def written(seconds: int) -> str:
    """The largest unit that says it exactly."""
    unit = next((name for name, size in reversed(SECONDS.items()) if seconds and seconds % size == 0), "s")
    return f"{seconds // SECONDS[unit]} {unit}"
