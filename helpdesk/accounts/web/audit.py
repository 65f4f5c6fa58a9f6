"""`/settings/audit/`: who changed what, and the same as a table to take along."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts import audit
from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent
from helpdesk.base.spreadsheets import csv_text
from helpdesk.ui.forms import Date
from helpdesk.ui.listing import Listing, Order

MOST_EXPORTED = 50_000
TRAIL = Listing(orders={"latest": Order(gettext_lazy("Latest first"), "-occurred_at")})


class TrailFilter(forms.Form):
    area = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    agent = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=Date)
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=Date)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("Everything")), *((area, area) for area in audit.areas())]
        people = Agent.objects.by_name().values_list("pk", "name")
        self.fields["agent"].choices = [("", _("Everybody")), *((str(pk), name) for pk, name in people)]

    def narrow(self, events):
        """The events that fit; a filter that makes no sense is left out, and its field says why."""
        self.is_valid()
        steps = {"area": audit.in_area, "agent": audit.by_agent, "since": audit.since, "until": audit.until}
        for name, step in steps.items():
            if self.cleaned_data.get(name):
                events = step(events, self.cleaned_data[name])
        return events


@agent_required("audit.read")
def index(request):
    form = TrailFilter(request.GET)
    page = TRAIL.page(form.narrow(audit.trail()), request.GET)
    kept = request.GET.copy()
    for name in ("after", "before", "order"):
        kept.pop(name, None)
    context = {"title": _("Audit log"), "form": form, "page": page, "query": kept.urlencode(), **audit.sealed()}
    return render(request, "accounts/settings/audit.html", context)


@agent_required("audit.read")
@reauthentication_required
def export(request):
    """The filtered log as CSV. Asks who it is again: a whole log is worth more than a page (security.md row 29)."""
    events = TrailFilter(request.GET).narrow(audit.trail()).order_by("-occurred_at", "-id")[:MOST_EXPORTED]
    header = ["time", "kind", "actor", "actor kind", "subject", "subject id", "sentence", "cause"]
    rows = (
        [
            e.occurred_at.isoformat(),
            e.kind,
            e.actor_name,
            e.actor_kind,
            e.subject_kind,
            e.subject_id,
            e.sentence,
            e.cause,
        ]
        for e in events
    )
    response = HttpResponse(csv_text(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    response["Cache-Control"] = "no-store"
    return response
