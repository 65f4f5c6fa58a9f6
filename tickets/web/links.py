"""`/desk/tickets/<number>/links/`: what a ticket has to do with others; `…/parts/`: work for another team."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Team
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from helpdesk.ui.htmx import go
from tickets import linking
from tickets.access import ticket_for
from tickets.bulk import BulkRefused
from tickets.linking import CannotLink
from tickets.models import LinkKind, TicketLink
from tickets.numbering import reference
from tickets.web.merging import candidates, frame, ticket_of
from tickets.web.tickets import address


class LinkForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("This ticket"), choices=())
    other = forms.CharField(
        label=gettext_lazy("The other ticket"),
        help_text=gettext_lazy("Its number, for example 42 or ACME-42."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        self.agent = agent
        forwards = [(kind.value, kind.label) for kind in LinkKind]
        backwards = [(f"-{kind}", linking.BACKWARDS[kind]) for kind in LinkKind if kind != LinkKind.RELATES]
        self.fields["kind"].choices = [*forwards, *backwards]

    def clean_other(self):
        return ticket_of(self.cleaned_data["other"], self.agent)


class PartForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    text = forms.CharField(
        label=gettext_lazy("What the team has to know"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("An internal note. The customer hears nothing of this ticket."),
    )
    team = forms.ModelChoiceField(label=gettext_lazy("Team"), queryset=None)

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.visible_to(agent).by_name()


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def links(request, number):
    """The links, adding one, taking one away (`remove`), answering and solving all incidents (`solve`)."""
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, ticket)
    if request.method == "POST" and "solve" in request.POST:
        return _solve(request, ticket)
    form = LinkForm(request.POST or None, agent=request.agent)
    if form.is_bound and form.is_valid() and _link(request, ticket, form):
        messages.success(request, _("Linked."))
        return go(request, address(ticket))
    found = linking.neighbours(ticket, request.agent)
    values = {
        "form": form,
        "links": found,
        "incidents": sum(each.is_incident and each.ticket.is_open for each in found),
        "may_solve": allow(request.agent, "ticket.resolve"),
        "candidates": candidates(ticket, request.agent),
        "prefix": reference(ticket).rpartition("-")[0],
    }
    shown = frame(ticket, _("Links of %s") % reference(ticket)) | values
    return render(request, "tickets/links.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.create")
def parts(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    form = PartForm(request.POST or None, agent=request.agent)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                part = linking.open_part(ticket, **form.cleaned_data, by=request.agent)
        except CannotLink as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%s was opened as a part.") % reference(part))
            return go(request, address(ticket))
    values = frame(ticket, _("A part of %s for another team") % reference(ticket)) | {"form": form}
    return render(request, "tickets/part.html", values, status=422 if form.is_bound else 200)


def _link(request, ticket, form) -> bool:
    kind, other = form.cleaned_data["kind"], form.cleaned_data["other"]
    ends = (other, ticket) if kind.startswith("-") else (ticket, other)
    try:
        linking.link(ends[0], kind.removeprefix("-"), ends[1], by=Actor.agent(request.agent))
    except CannotLink as refused:
        form.add_error("other", str(refused))
        return False
    return True


def _remove(request, ticket):
    wanted = request.POST["remove"]
    seen = {each.link.pk for each in linking.neighbours(ticket, request.agent)}
    link = get_object_or_404(
        TicketLink.objects.select_related("ticket", "other"), pk=int(wanted) if wanted.isdecimal() else 0, pk__in=seen
    )
    linking.unlink(link, by=Actor.agent(request.agent))
    messages.success(request, _("The link is gone."))
    return go(request, f"{address(ticket)}links/")


def _solve(request, ticket):
    try:
        change = linking.solve_incidents(ticket, request.POST.get("text", ""), by=request.agent)
    except BulkRefused as refused:
        messages.warning(request, str(refused))
        return go(request, f"{address(ticket)}links/")
    return go(request, f"/desk/bulk/{change.pk}/")
