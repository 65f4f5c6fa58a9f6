"""`/desk/tickets/new/`: a ticket on behalf of somebody who called, came by, or should be told something."""

from django import forms
from django.db import transaction
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Team
from helpdesk.events.actors import Actor
from helpdesk.ui.htmx import go
from tickets import attachments, contacts, conversation, opening
from tickets.conversation import Letter
from tickets.models import Channel, Contact, Message, Priority, Ticket
from tickets.web import composing, places
from tickets.web.rail import rail
from tickets.web.tickets import address
from tickets.web.writing import WritingForm, sent

SAYS = [
    ("customer", gettext_lazy("What the customer said (a call, a visit)")),
    ("agent", gettext_lazy("A message to the customer, sent now")),
    ("note", gettext_lazy("An internal note; the customer hears nothing")),
]


class OpeningForm(WritingForm):
    address = forms.EmailField(
        label=gettext_lazy("Customer's mail address"),
        widget=forms.EmailInput(attrs={"data-people": "", "data-people-name": "id_name"}),
    )
    name = forms.CharField(label=gettext_lazy("Customer's name"), max_length=200, required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    says = forms.ChoiceField(
        label=gettext_lazy("The text is"), choices=SAYS, widget=forms.RadioSelect, initial="customer"
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("Default team"),
    )
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=Priority.choices, coerce=int, initial=Priority.NORMAL
    )

    field_order = ("address", "name", "subject", "says", "text", "team", "priority")

    def __init__(self, *args, agent, **kwargs):
        super().__init__(*args, agent=agent, **kwargs)
        self.fields["team"].queryset = Team.objects.visible_to(agent).by_name()


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.create")
def create(request):
    form = OpeningForm(
        **sent(request),
        agent=request.agent,
        place=places.new(request.GET.get("address", "")),
        initial={"address": request.GET.get("address", ""), "name": request.GET.get("name", "")},
    )
    if form.is_bound and form.is_valid():
        try:
            return go(request, address(_open(request, form)))
        except attachments.FileRefused as refused:
            form.add_error(None, str(refused))
    context = {"title": _("New ticket"), "form": form} | rail(request.agent)
    return render(request, "tickets/new.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _open(request, form):
    wish, words = form.cleaned_data, form.cleaned_data["text"]
    actor = Actor.agent(request.agent)
    contact = contacts.find_or_make(wish["address"], wish["name"], by=actor)
    if (before := _opened_before(request, contact, wish["subject"], words)) is not None:
        return before
    ticket = opening.open_ticket(
        contact,
        wish["subject"],
        by=actor,
        channel=Channel.AGENT,
        priority=wish["priority"],
        team=wish["team"],
        first_message_is_public=wish["says"] == Message.Kind.AGENT,
    )
    files = form.files_to_send()
    if wish["says"] == Message.Kind.AGENT:
        to = [{"name": contact.name, "address": contact.primary_address}]
        conversation.reply(ticket, words, by=request.agent, letter=Letter(channel="email", to=to), attachments=files)
    elif wish["says"] == Message.Kind.NOTE:
        conversation.note(ticket, words, by=actor, author_agent=request.agent, attachments=files)
    else:
        conversation.receive(ticket, contact, words, letter=Letter(channel="phone"), attachments=files)
    form.forget()
    return ticket


def _opened_before(request, contact, subject, words) -> Ticket | None:
    """The ticket that this very form opened: the button was pressed twice, or its answer did not reach the page."""
    Contact.objects.select_for_update().get(pk=contact.pk)  # two presses at once are judged one after the other
    alike = Ticket.objects.visible_to(request.agent).filter(requester=contact, subject=subject, created_by_agent=True)
    since = composing.drawn_at(request)
    for ticket in alike.filter(created_at__gte=since) if since else ():
        if composing.repeats(request, words, ticket.messages.all()):
            return ticket
    return None
