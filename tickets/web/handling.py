"""`/desk/tickets/<number>/time/`: who spent how long on a ticket, corrected by hand; open pages beat here."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.ui.htmx import go
from tickets import handling
from tickets.access import ticket_for
from tickets.models import TimeCorrection
from tickets.numbering import reference
from tickets.web.merging import frame

MOST_SHOWN = 50


class CorrectionForm(forms.Form):
    agent = forms.ModelChoiceField(label=gettext_lazy("Whose time"), queryset=None, empty_label=None)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("10 adds ten minutes, -10 takes ten off."),
        min_value=-handling.MOST_MINUTES,
        max_value=handling.MOST_MINUTES,
    )
    because = forms.CharField(label=gettext_lazy("Why"), max_length=200)

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        everybody = Agent.objects.active().by_name()
        # Whoever reads the figures may put others right; everybody else their own time.
        self.fields["agent"].queryset = everybody if allow(agent, "metrics.read") else everybody.filter(pk=agent.pk)
        self.initial["agent"] = agent.pk

    def clean_minutes(self):
        if self.cleaned_data["minutes"] == 0:
            raise forms.ValidationError(_("Say by how many minutes: 0 corrects nothing."))
        return self.cleaned_data["minutes"]


@require_POST
@agent_required("ticket.read")
def beat(request, number):
    handling.beat(ticket_for(request.agent, number, to="ticket.read"), request.agent)
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.note")
def show(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.note")
    form = CorrectionForm(request.POST or None, agent=request.agent)
    if form.is_bound and form.is_valid():
        try:
            handling.correct(ticket, by=request.agent, **form.cleaned_data)
        except handling.CannotCorrect as refused:
            form.add_error("minutes", str(refused))
        else:
            return go(request, request.path)
    corrections = TimeCorrection.objects.filter(ticket=ticket).select_related("agent").order_by("-id")
    values = {
        "form": form,
        "shares": handling.shares(ticket),
        "corrections": corrections[:MOST_SHOWN],
        "suspicious": handling.suspicious(ticket),
    }
    page = frame(ticket, _("Time on %s") % reference(ticket)) | values
    return render(request, "tickets/time.html", page, status=422 if form.is_bound else 200)
