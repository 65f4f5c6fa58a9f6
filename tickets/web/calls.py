"""`/desk/calls/new/`: a phone call written down, as a new ticket or (`?ticket=<number>`) on one that is there."""

from django import forms
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Team
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from helpdesk.ui.htmx import go
from tickets import calls, contacts, fields, lifecycle
from tickets.access import ticket_for
from tickets.conversation import Words
from tickets.models import Contact, Priority, Status
from tickets.numbering import reference
from tickets.web.properties import problem_words
from tickets.web.rail import rail
from tickets.web.tickets import address

SPOKEN = [
    ("yes", gettext_lazy("I spoke with them: the customer has an answer")),
    ("no", gettext_lazy("They left a message: it waits for an answer")),
]


class CallForm(forms.Form):
    """What is written down of any call; on a ticket that is all."""

    spoken = forms.ChoiceField(label=gettext_lazy("The call"), choices=SPOKEN, widget=forms.RadioSelect, initial="yes")
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("A note of a call you answered stays among colleagues."),
    )
    then = forms.ModelChoiceField(
        label=gettext_lazy("Then the ticket is"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("as a reply leaves it"),
        help_text=gettext_lazy("Of a call you answered."),
    )

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, **kwargs)
        usable = Status.objects.usable().exclude(category="new").in_order()
        self.fields["then"].queryset = (
            usable if allow(agent, "ticket.resolve") else usable.exclude(category__in=["resolved", "closed"])
        )

    def clean(self):
        values = super().clean()
        if values.get("then") and values.get("spoken") == "no":
            self.add_error("then", _("A message that waits for an answer sets no status."))
        return values

    @property
    def words(self) -> dict:
        values = self.cleaned_data
        return {"spoken": values["spoken"] == "yes", "then": values["then"]}


class NewCallForm(CallForm):
    address = forms.EmailField(
        label=gettext_lazy("Caller's mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"data-people": "", "data-people-name": "id_name"}),
    )
    phone = forms.CharField(label=gettext_lazy("Number"), max_length=40, required=False)
    name = forms.CharField(label=gettext_lazy("Caller's name"), max_length=200, required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    waited_minutes = forms.IntegerField(
        label=gettext_lazy("Waited (minutes)"),
        min_value=0,
        max_value=1440,
        required=False,
        help_text=gettext_lazy("In line, or since the message was left: the clocks count it."),
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=None, required=False, empty_label=gettext_lazy("Default team")
    )
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=Priority.choices, coerce=int, initial=Priority.NORMAL
    )

    field_order = ["phone", "name", "address", "subject", "spoken", "waited_minutes", "text", "then"]

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, agent=agent, **kwargs)
        self.fields["team"].queryset = Team.objects.visible_to(agent).by_name()

    def clean_address(self):
        try:
            contacts.refuse_own(self.cleaned_data["address"])
        except contacts.AddressRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return self.cleaned_data["address"]

    def clean(self):
        values = super().clean()
        if not (values.get("address") or values.get("phone") or values.get("name")) and not self.errors:
            self.add_error("phone", _("Say who called: a number, a name or a mail address."))
        return values


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.reply")
def create(request):
    number = request.GET.get("ticket", "")
    ticket = ticket_for(request.agent, int(number), to="ticket.reply") if _is_number(number) else None
    form_class = CallForm if ticket else NewCallForm
    initial = {name: request.GET.get(name, "") for name in ("address", "phone", "name")}
    form = form_class(request.POST if request.method == "POST" else None, agent=request.agent, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            return go(request, address(_log(request.agent, ticket, form)))
        except (lifecycle.TicketClosed, fields.MissingFields) as refused:
            form.add_error(None, problem_words(refused))
    title = _("Call about %s") % reference(ticket) if ticket else _("Log a phone call")
    context = {"title": title, "form": form, "back": address(ticket) if ticket else "/desk/"} | rail(request.agent)
    return render(request, "tickets/call.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _log(agent, ticket, form):
    values, words = form.cleaned_data, Words.typed(form.cleaned_data["text"])
    if ticket is not None:
        calls.log(ticket, words, by=agent, **form.words)
        return ticket
    return calls.open_with(
        _caller(values, Actor.agent(agent)),
        values["subject"],
        words,
        by=agent,
        waited_seconds=60 * (values["waited_minutes"] or 0),
        team=values["team"],
        priority=values["priority"],
        **form.words,
    )


def _caller(values: dict, by: Actor) -> Contact:
    """Whoever has the address, or else the number; made where nobody has."""
    name, phone = values["name"] or values["phone"], " ".join(values["phone"].split())
    if values["address"]:
        return contacts.find_or_make(values["address"], values["name"], by=by)
    known = Contact.objects.filter(phone=phone).order_by("id").first() if phone else None
    return known or contacts.make(name, [], by=by, phone=phone)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
