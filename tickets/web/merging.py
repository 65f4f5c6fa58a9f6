"""`/desk/tickets/<number>/merge/`: end the ticket in another one, after seeing what that does; undone for a day.

`…/split/?message=<id>`: give a message a ticket of its own.
"""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.ui.htmx import go
from tickets import merging, splitting
from tickets.access import ticket_for
from tickets.merging import CannotMerge
from tickets.models import Message, Ticket
from tickets.numbering import reference
from tickets.splitting import CannotSplit
from tickets.web.tickets import address

MOST_CANDIDATES = 10


def ticket_of(text: str, agent) -> Ticket:
    """The ticket somebody means by "42" or "ACME-42". Raises ValidationError where the agent sees none."""
    digits = text.rpartition("-")[2].strip(" #")
    seen = Ticket.objects.visible_to(agent).filter(deleted_at=None).select_related("requester", "status")
    found = seen.filter(number=int(digits)).first() if digits.isdecimal() and len(digits) < 10 else None
    if found is None:
        raise forms.ValidationError(_("There is no ticket of that number. Check it, or choose one below."))
    return found


class TargetForm(forms.Form):
    into = forms.CharField(
        label=gettext_lazy("Into the ticket"),
        help_text=gettext_lazy("Its number, for example 42 or ACME-42."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    def __init__(self, *args, agent, ticket, **kwargs):
        super().__init__(*args, **kwargs)
        self.agent, self.ticket = agent, ticket
        self.preview = None

    def clean_into(self):
        found = ticket_of(self.cleaned_data["into"], self.agent)
        try:
            self.preview = merging.preview(self.ticket, found)
        except CannotMerge as refused:
            raise forms.ValidationError(str(refused)) from refused
        return found


class SplitForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject of the new ticket"), max_length=300)
    with_later = forms.BooleanField(label=gettext_lazy("Take everything that followed along"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def merge(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    if request.POST.get("undo"):
        return _undo(request, ticket)
    asked = request.POST or (request.GET if "into" in request.GET else None)
    form = TargetForm(asked, agent=request.agent, ticket=ticket)
    is_sound = form.is_bound and form.is_valid()
    if is_sound and request.method == "POST":
        into = form.cleaned_data["into"]
        try:
            merging.merge(ticket, into, by=request.agent, copies=bool(request.POST.get("copies")))
        except CannotMerge as refused:  # somebody else was faster
            form.add_error("into", str(refused))
            is_sound = False
        else:
            words = _("%(ticket)s was merged into this ticket.") % {"ticket": reference(ticket)}
            messages.success(request, words)
            return go(request, address(into))
    return render(
        request,
        "tickets/merge.html",
        frame(ticket, _("Merge %s") % reference(ticket))
        | {
            "form": form,
            "into": form.cleaned_data["into"] if is_sound else None,
            "preview": form.preview if is_sound else None,
            "candidates": () if is_sound else candidates(ticket, request.agent),
            "prefix": reference(ticket).rpartition("-")[0],
        },
        status=200 if is_sound or not form.is_bound else 422,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.edit")
def split(request, number):
    ticket = ticket_for(request.agent, number, to="ticket.edit")
    message = _message(ticket, request.POST.get("message") or request.GET.get("message"))
    form = SplitForm(request.POST or None, initial={"subject": ticket.subject})
    if form.is_bound and form.is_valid():
        try:
            new = splitting.split(message, by=request.agent, **form.cleaned_data)
        except CannotSplit as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Split off %(ticket)s.") % {"ticket": reference(ticket)})
            return go(request, address(new))
    values = frame(ticket, _("Split %s") % reference(ticket)) | {"form": form, "message": message}
    return render(request, "tickets/split.html", values, status=422 if form.is_bound else 200)


def _undo(request, ticket):
    done = merging.standing(ticket)
    try:
        if done is None:
            raise CannotMerge(_("This merge was undone already."))
        merging.undo(done, by=request.agent)
        messages.success(request, _("The tickets are apart again."))
    except CannotMerge as refused:
        messages.error(request, str(refused))
    return go(request, address(ticket))


def candidates(ticket, agent):
    """Other tickets of the customer, open ones first, then of the organisation: most duplicates are among them."""
    present = Ticket.objects.visible_to(agent).present().exclude(pk=ticket.pk).exclude(status_category="closed")
    same = present.filter(requester=ticket.requester_id)
    found = list(same.select_related("requester", "status").order_by("-is_open", "-created_at")[:MOST_CANDIDATES])
    if ticket.organization_id and len(found) < MOST_CANDIDATES:
        others = present.filter(organization=ticket.organization_id).exclude(requester=ticket.requester_id)
        rest = MOST_CANDIDATES - len(found)
        found += others.select_related("requester", "status").order_by("-created_at")[:rest]
    return found


def _message(ticket, text):
    found = Message.objects.filter(ticket=ticket, pk=int(text)).first() if str(text or "").isdecimal() else None
    if found is None:
        raise Http404
    return found


def frame(ticket, title):
    back = address(ticket)
    return {
        "ticket": ticket,
        "name": reference(ticket),
        "title": title,
        "back": back,
        "crumbs": [(back, f"{reference(ticket)} · {ticket.subject}"), ("", title)],
    }
