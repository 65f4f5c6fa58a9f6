"""`/settings/spam/`: whose mail is always let in, whose is always spam, and how far filters are believed."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.listing import Listing, Order
from helpdesk.ui.settings_pages import SettingsForm, form_page
from tickets.channels.spam import judging, lessons, rspamd, senders
from tickets.models import ListedSender, SpamSettings

SHOWS = {"blocked": lambda rows: rows.filter(is_allowed=False), "allowed": lambda rows: rows.filter(is_allowed=True)}
SENDERS = Listing(
    orders={"pattern": Order(gettext_lazy("Sender"), "pattern", unique=True)},
    filters={
        "show": lambda rows, value: SHOWS.get(value, lambda all_rows: all_rows)(rows),
        "q": lambda rows, value: rows.filter(pattern__contains=value.strip().lower()),
    },
)
MOST_AT_ONCE = 1_000


class SendersForm(forms.Form):
    patterns = forms.CharField(
        label=gettext_lazy("Senders"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One a line: an address (vera@vendor.example) or a domain with all below it."),
    )
    is_allowed = forms.TypedChoiceField(
        label=gettext_lazy("Their mail"),
        choices=[("", gettext_lazy("is always spam")), ("1", gettext_lazy("is never spam"))],
        coerce=bool,
        required=False,
        empty_value=False,
    )
    because = forms.CharField(label=gettext_lazy("Why"), max_length=200, required=False)

    def clean_patterns(self):
        lines = [line.strip() for line in self.cleaned_data["patterns"].splitlines() if line.strip()]
        if len(lines) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(most)s lines at once.") % {"most": MOST_AT_ONCE})
        wrong = []
        for line in lines:
            try:
                senders.pattern_of(line)
            except ValidationError as error:
                wrong += error.messages
        if wrong:
            raise ValidationError(wrong[:5])
        return lines


class FiltersForm(SettingsForm):
    class Meta:
        model = SpamSettings
        fields = ["believed", "score_limit", "holds_claims"]
        labels = {
            "believed": gettext_lazy("Marks of mail servers in front (X-Spam-Flag, X-Spam-Status) are believed"),
            "score_limit": gettext_lazy("Spam from a score of"),
            "holds_claims": gettext_lazy("Hold mail that answers a conversation its sender is not part of"),
        }
        help_texts = {
            "believed": gettext_lazy(
                "Anybody can write them. Trusted are mail servers that whoever runs this has named, and those that "
                "mail is fetched from."
            ),
            "score_limit": gettext_lazy("Empty: from the score on that the filter itself names."),
            "holds_claims": gettext_lazy(
                "It waits in quarantine for somebody to decide. Else it becomes a ticket of its own that says where it "
                "may belong."
            ),
        }


@agent_required("settings.mail")
def index(request):
    page = SENDERS.page(ListedSender.objects.all(), request.GET)
    chosen = page.chosen.get("show", "")
    labels = {"": _("All"), "blocked": _("Blocked"), "allowed": _("Always let in")}
    context = {
        "title": _("Spam"),
        "page": page,
        "q": request.GET.get("q", ""),
        "show": chosen,
        "tabs": [{"href": f"?show={key}", "label": label, "current": key == chosen} for key, label in labels.items()],
        "filters": judging.settings_of_company(),
        "has_filter": rspamd.is_configured(),
        "to_learn": lessons.waiting(),
    }
    return render(request, "tickets/spam.html", context)


@agent_required("settings.mail")
def create(request):
    form = SendersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = senders.put_all(
                form.cleaned_data["patterns"],
                is_allowed=form.cleaned_data["is_allowed"],
                because=form.cleaned_data["because"],
                by=Actor.agent(request.agent),
            )
        except ValidationError as error:
            form.add_error("patterns", error.messages)
        else:
            words = ngettext("%(count)s sender was listed.", "%(count)s senders were listed.", count)
            messages.success(request, words % {"count": count})
            return _back()
    return _page(request, form, _("List senders"))


@require_POST
@agent_required("settings.mail")
def remove(request, pk):
    row = get_object_or_404(ListedSender, pk=pk)
    senders.remove(row, by=Actor.agent(request.agent))
    messages.success(request, _("%(sender)s was taken off the list.") % {"sender": row.pattern})
    return _back()


@agent_required("settings.mail")
def filters(request):
    row = SpamSettings.objects.first() or SpamSettings()
    form = FiltersForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        judging.set_for_company(dict(form.cleaned_data), by=Actor.agent(request.agent))
        messages.success(request, _("The filters were saved."))
        return _back()
    return _page(request, form, _("Filters"))


def _page(request, form, title):
    crumbs = [(reverse("settings-spam"), _("Spam"))]
    return form_page(request, form, title=title, back=reverse("settings-spam"), crumbs=crumbs)


def _back():
    return HttpResponseRedirect(reverse("settings-spam"))
