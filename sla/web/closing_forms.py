"""What an administrator chooses before dates are taken over: country, region, years; or a file and years."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.ui.forms import Combobox
from sla import holidays_of, ics_import
from sla.calendar_reading import CalendarRefused
from sla.day_offers import Closing


class YearsForm(forms.Form):
    """Years from and to; `closings` after `is_valid()` are the dates to be closed."""

    first = forms.IntegerField(label=gettext_lazy("From the year"))
    last = forms.IntegerField(label=gettext_lazy("To the year"))

    closings: list[Closing]

    def clean(self):
        values = super().clean()
        self.closings = []
        if not self.errors:
            try:
                holidays_of.check_years(values["first"], values["last"])
                self.closings = self.read(values)
            except CalendarRefused as refusal:
                self.add_error(refusal.field, refusal.message)
        return values

    @property
    def years(self) -> str:
        """The chosen years as they are said: 2026, or 2026–2028."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        return f"{first}" if first == last else f"{first}–{last}"


class HolidaysForm(YearsForm):
    """A country, one of its regions, and years."""

    country = forms.CharField(label=gettext_lazy("Country"), widget=Combobox)
    region = forms.CharField(label=gettext_lazy("Region"), required=False, widget=Combobox)
    # The country whose regions were on the page: a region of another one is not meant any more.
    regions_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.data.get("country", "")
        if chosen != self.data.get("regions_of", chosen):
            self.data = self.data.copy()
            self.data["region"] = ""
        if self.is_bound:
            self.data = self.data.copy()
            self.data["regions_of"] = chosen
        self.fields["country"].widget.choices = [("", _("Choose a country")), *holidays_of.countries()]
        regions = holidays_of.regions(chosen)
        if regions:
            self.fields["region"].widget.choices = [("", _("The whole country")), *regions]
        else:
            self.fields["region"].widget = forms.HiddenInput()
        self.order_fields(["country", "region", "first", "last", "regions_of"])

    def read(self, values) -> list[Closing]:
        """Return the holidays that were chosen. Raises CalendarRefused."""
        return holidays_of.closings(values["country"], values["region"], values["first"], values["last"])

    @property
    def source(self) -> str:
        """Where the dates come from, as the audit log says it."""
        country, region = self.cleaned_data["country"], self.cleaned_data["region"]
        place = [dict(holidays_of.countries())[country], dict(holidays_of.regions(country)).get(region, "")]
        names = {"place": ", ".join(filter(None, place)), "years": self.years}
        return _("holidays of %(place)s, %(years)s") % names


class FileForm(YearsForm):
    """A calendar file and years; `zone` is the calendar's own."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file (.ics)"),
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
        help_text=gettext_lazy("All-day events close the day, others their part of it, in this calendar's time zone."),
    )

    def __init__(self, *args, zone: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.order_fields(["file", "first", "last"])

    def read(self, values) -> list[Closing]:
        """Return what the file's events close. Raises CalendarRefused."""
        raw = values["file"].read(ics_import.LARGEST_BYTES + 1)
        return ics_import.closings(raw, zone=self.zone, first=values["first"], last=values["last"])

    @property
    def source(self) -> str:
        """Where the dates come from, as the audit log says it."""
        return _("from the file %(name)s, %(years)s") % {"name": self.cleaned_data["file"].name, "years": self.years}
