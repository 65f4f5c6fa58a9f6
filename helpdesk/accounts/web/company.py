"""`/settings/company/`: the company's name, language and habits."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import MaxValueValidator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.companies import change_company
from helpdesk.accounts.web.lengths import LengthField
from helpdesk.accounts.zones import TIME_ZONES
from helpdesk.events.actors import Actor
from helpdesk.tenancy.models import Tenant
from helpdesk.ui.forms import Combobox, Switch
from helpdesk.ui.hues import HUES, nearest_step
from helpdesk.ui.settings_pages import form_page

DAY = 86400
COLOURS = [  # degrees of the hue; those that the style sheets draw (components/avatar.css)
    (25, gettext_lazy("Red")),
    (50, gettext_lazy("Orange")),
    (80, gettext_lazy("Amber")),
    (115, gettext_lazy("Lime")),
    (145, gettext_lazy("Green")),
    (170, gettext_lazy("Teal")),
    (200, gettext_lazy("Cyan")),
    (235, gettext_lazy("Sky")),
    (264, gettext_lazy("Blue")),
    (285, gettext_lazy("Violet")),
    (315, gettext_lazy("Purple")),
    (345, gettext_lazy("Pink")),
]


class CompanyForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Of mails and of the help centre, where nobody asked for another."),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=TIME_ZONES, widget=Combobox)
    hue = forms.TypedChoiceField(
        label=gettext_lazy("Colour"),
        choices=COLOURS,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Of the help centre's links and buttons, and of your company's sign at the desk."),
    )
    survey_delay_seconds = LengthField(
        label=gettext_lazy("Ask for a rating after"),
        longest_seconds=30 * DAY,
        help_text=gettext_lazy("Counted from solving; a ticket reopened by then is not asked about."),
    )
    survey_sample_share = forms.DecimalField(
        label=gettext_lazy("Share of customers asked, in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    auto_close_hours = LengthField(
        label=gettext_lazy("Close solved tickets after"),
        longest_seconds=365 * DAY,
        help_text=gettext_lazy("A later answer then opens a follow-up ticket."),
    )

    class Meta:
        model = Tenant
        fields = [
            "name", "language", "time_zone", "ticket_prefix", "hue", "survey_delay_seconds", "survey_quiet_days",
            "survey_sample_share", "auto_close_hours", "undo_send_seconds", "needs_second_factor",
        ]  # fmt: skip
        labels = {
            "name": gettext_lazy("Name"),
            "ticket_prefix": gettext_lazy("Prefix of ticket numbers"),
            "survey_quiet_days": gettext_lazy("Days between two surveys of one customer"),
            "needs_second_factor": gettext_lazy("Everybody signs in with a second step"),
            "undo_send_seconds": gettext_lazy("Seconds in which a sent answer can be taken back"),
        }
        widgets = {"needs_second_factor": Switch}
        help_texts = {
            "ticket_prefix": gettext_lazy("Capital letters and digits, such as ACME in ACME-1042."),
            "undo_send_seconds": gettext_lazy("0 sends at once."),
            "needs_second_factor": gettext_lazy(
                "Who has neither an app nor a passkey is led to set one up, you as well, before any page opens. "
                "API tokens go on working."
            ),
        }
        error_messages = {
            "ticket_prefix": {"invalid": gettext_lazy("Two to ten capital letters or digits, a letter first.")}
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["survey_sample_share"] = round(self.instance.survey_sample_share * 100, 2)
        self.initial["auto_close_hours"] = self.instance.auto_close_hours * 3600
        self.initial_hue = self.instance.hue  # validating writes the form's values into the instance
        self.initial["hue"] = HUES[nearest_step(self.instance.hue)]
        self.fields["undo_send_seconds"].validators.append(MaxValueValidator(60))

    def clean_hue(self):
        """What was not touched stays as it is, also where it lies between two of the offered ones."""
        return self.cleaned_data["hue"] if "hue" in self.changed_data else self.initial_hue

    def clean_survey_sample_share(self):
        return self.cleaned_data["survey_sample_share"] / 100

    def clean_auto_close_hours(self):
        seconds = self.cleaned_data["auto_close_hours"]
        if seconds < 3600 or seconds % 3600:
            raise forms.ValidationError(_("Whole hours or days, at least 1 h."))
        return seconds // 3600


@agent_required("settings.company")
def edit(request):
    form = CompanyForm(request.POST or None, instance=Tenant.objects.get(pk=request.tenant.pk))
    if request.method == "POST" and form.is_valid():
        change_company(request.tenant, form.cleaned_data, by=Actor.agent(request.agent))
        messages.success(request, _("The company was saved."))
        return HttpResponseRedirect(reverse("settings-company"))
    back = reverse("settings")
    return form_page(request, form, title=_("General"), back=back, template="accounts/settings/company.html")
