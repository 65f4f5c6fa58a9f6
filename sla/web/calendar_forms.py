"""Opening hours as an administrator writes them: `09:00–12:00, 13:00–17:00` for a weekday, a line for each date."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from helpdesk.ui.forms import Combobox, Date, Switch
from helpdesk.ui.settings_pages import SettingsForm
from sla import calendar_reading
from sla.calendar_reading import WEEKDAYS, CalendarRefused, pieces_in_words
from sla.models import Calendar

WEEKDAY_LABELS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
CLOSED = "closed"
CLOSED_WORDS = gettext_lazy("closed")


class HoursField(forms.CharField):
    """One weekday's hours; an empty entry is an answer, not one that was left out."""

    def __init__(self, label):
        super().__init__(label=label, required=False, widget=forms.TextInput({"placeholder": CLOSED_WORDS}))


class CalendarForm(SettingsForm):
    unique = "name"
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        widget=Combobox,
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(available_timezones())],
    )
    effective_from = forms.DateField(
        label=gettext_lazy("New weekly hours begin on"),
        required=False,
        widget=Date,
        help_text=gettext_lazy("Empty: tomorrow. Hours that already passed are never counted anew."),
    )
    exceptions = forms.CharField(
        label=gettext_lazy("Exceptions"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("A date on each line: “2026-12-25 closed” or “2026-12-24 09:00–12:00”."),
    )
    yearly = forms.CharField(
        label=gettext_lazy("Every year"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("A day on each line: “12-25 closed” or “12-24 09:00–12:00”."),
    )

    # What the page was filled from: exceptions taken over meanwhile must not be written away by an older page.
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Calendar
        fields = ["name", "is_default"]
        labels = {"name": gettext_lazy("Name"), "is_default": gettext_lazy("Default business hours")}
        help_texts = {"is_default": gettext_lazy("Count for every policy that names no others.")}
        widgets = {"is_default": Switch}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for day, label in zip(WEEKDAYS, WEEKDAY_LABELS, strict=True):
            self.fields[day] = HoursField(label)
        if self.instance.is_default:
            del self.fields["is_default"]
        if not self.instance.pk:
            del self.fields["effective_from"]  # new hours count from the first day on
            del self.fields["revision"]
        self.order_fields(["name", "zone", *WEEKDAYS, "effective_from", "exceptions", "yearly", "is_default"])
        self.initial |= self._initial_hours() if self.instance.pk else self._usual_hours()

    def clean(self):
        values = super().clean()
        self.wanted = None
        if (values.get("revision") or self.instance.revision) != self.instance.revision:
            self.add_error(None, _("These hours were changed meanwhile. Open the page again and repeat your change."))
        if not self.errors:
            try:
                self.wanted = self._form_of(values)
                calendar_reading.read_for_policies(self.wanted)
            except CalendarRefused as refusal:
                self.add_error(self._field_of(refusal.field), refusal.message)
        return values

    @property
    def week(self):
        """The seven entries, as one group of the page."""
        return [self[day] for day in WEEKDAYS]

    @property
    def is_default(self) -> bool:
        """Whether the calendar is to be the default; one that is stays so until another takes over."""
        return self.instance.is_default or self.cleaned_data.get("is_default", False)

    def _initial_hours(self) -> dict:
        stands = calendar_reading.read_for_policies(self.instance.form)
        version = stands.hours_valid_on(self._tomorrow(stands.zone))
        days = version.days if version else ((),) * 7
        return {
            "zone": stands.zone,
            "revision": self.instance.revision,
            "exceptions": "\n".join(f"{day} {_in_words(pieces)}" for day, pieces in stands.exceptions),
            "yearly": "\n".join(f"{m:02}-{d:02} {_in_words(pieces)}" for (m, d), pieces in stands.yearly),
            **{day: _in_words(pieces) if pieces else "" for day, pieces in zip(WEEKDAYS, days, strict=True)},
        }

    @staticmethod
    def _usual_hours() -> dict:
        return {"zone": current_tenant().time_zone, **dict.fromkeys(WEEKDAYS[:5], "09:00–17:00")}

    def _form_of(self, values: dict) -> dict:
        week = {day: pieces_typed(values[day]) for day in WEEKDAYS}
        return {
            "tz": values["zone"],
            "weekly_versions": self._versions(week, values),
            "exceptions": _days(values["exceptions"]),
            "yearly": _days(values["yearly"]),
        }

    def _versions(self, week: dict, values: dict) -> list[dict]:
        """The stored versions and, where the week was changed, the new one from its date on."""
        if not self.instance.pk:
            return [{"effective_from": None, "weekly": week}]
        stored = self.instance.form["weekly_versions"]
        if not any(day in self.changed_data for day in WEEKDAYS):
            return stored
        tomorrow = self._tomorrow(values["zone"])
        begins = values["effective_from"] or tomorrow
        if begins < tomorrow - timedelta(days=1):
            raise CalendarRefused("effective_from", _("New hours begin today at the earliest."))
        kept = [version for version in stored if version["effective_from"] != begins.isoformat()]
        return [*kept, {"effective_from": begins.isoformat(), "weekly": week}]

    def _field_of(self, where: str) -> str | None:
        """The form's field that a refusal is about."""
        for name in ("exceptions", "yearly", "effective_from"):
            if where.startswith(name):
                return name
        day = where.rpartition(".")[2]
        return {"tz": "zone"}.get(where, day if day in WEEKDAYS else "mon")

    @staticmethod
    def _tomorrow(zone: str):
        return clock.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=1)


def _in_words(pieces) -> str:
    return pieces_in_words(pieces) or CLOSED


def pieces_typed(text: str) -> list[list[str]]:
    """Split `9:00-12:00, 13:00–17:00`; what is no time is refused by the reading of calendars."""
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if [part.lower() for part in parts] == [CLOSED]:
        return []
    return [[_time(time) for time in re.split(r"\s*[-–—]\s*", part)] for part in parts]


def _time(text: str) -> str:
    return f"0{text}" if re.fullmatch(r"\d:\d{2}(:\d{2})?", text) else text


def _days(text: str) -> list[tuple[str, list]]:
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    return [(day, pieces_typed(rest[0] if rest else "")) for day, *rest in lines]
