"""`/desk/tickets/<number>/side/`: writing to somebody else about a ticket, with what was said and its files."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.ui.htmx import go
from tickets import attachments, side_conversations
from tickets.access import ticket_for
from tickets.locking import lock
from tickets.models import Attachment, Message, SideConversation
from tickets.numbering import reference
from tickets.side_conversations import NotForCustomers, TooMany
from tickets.web import composing, places, timeline
from tickets.web.merging import frame
from tickets.web.tickets import address
from tickets.web.writing import WritingForm, sent

MOST_FILES = 50


class AnswerForm(WritingForm):
    attached = forms.MultipleChoiceField(
        label=gettext_lazy("Files of the ticket"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, said=None, **kwargs):
        super().__init__(*args, **kwargs)
        ticket = self.place.ticket
        kept = Attachment.objects.filter(message__ticket=ticket).order_by("-id")
        offered = kept.filter(Q(is_inline=False) | Q(message=said)) if said else kept.filter(is_inline=False)
        self.files_of_ticket = {str(one.pk): one for one in offered[:MOST_FILES]}
        self.fields["attached"].choices = [(pk, one.filename) for pk, one in self.files_of_ticket.items()]
        forwarded = [pk for pk, one in self.files_of_ticket.items() if said and one.message_id == said.pk]
        self.initial.setdefault("attached", forwarded)
        if not self.files_of_ticket:
            del self.fields["attached"]

    def files_to_send(self) -> list[Attachment]:
        """The same, with copies of the ticket's files that were chosen."""
        chosen = [self.files_of_ticket[pk] for pk in self.cleaned_data.get("attached", [])]
        return [*side_conversations.copies_of(chosen), *super().files_to_send()]


class ChipsField(forms.CharField):
    """Mail addresses with commas between, as chips where scripts run."""

    widget = forms.TextInput(
        attrs={
            "autocomplete": "off",
            "inputmode": "email",
            "data-chips": True,
            "data-removes": gettext_lazy("Take out %s"),
            "data-wrong": gettext_lazy("not a mail address"),
        }
    )

    def clean(self, value):
        try:
            return composing.copies(super().clean(value))
        except composing.WrongCopies as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class StartForm(AnswerForm):
    to = ChipsField(
        label=pgettext_lazy("mail", "To"),
        help_text=gettext_lazy("Mail addresses with commas between them. The customer sees nothing of it."),
    )
    cc = ChipsField(label=gettext_lazy("Cc"), required=False)
    bcc = ChipsField(label=gettext_lazy("Blind copy to"), required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    field_order = ("to", "cc", "bcc", "subject", "text", "attached")


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.reply")
def start(request, number):
    """A new conversation beside the ticket; with `message` it forwards that one ("newest": what was said last)."""
    ticket = ticket_for(request.agent, number, to="ticket.reply")
    said = _message(ticket, request.GET.get("message", ""))
    initial = {"subject": f"{_('Fwd')}: {ticket.subject}", "text": _quoted(said)} if said else {}
    place = places.side(ticket, _key(said, request.GET.get("message", "")))
    form = StartForm(**sent(request), agent=request.agent, place=place, said=said, initial=initial)
    if form.is_bound and form.is_valid() and (side := _begin(request, ticket, form)):
        messages.success(request, _("Sent to %(people)s.") % {"people": ", ".join(side.people)})
        return go(request, address(ticket))
    title = _("Forward") if said else _("Ask somebody else about %s") % reference(ticket)
    shown = frame(ticket, title) | {"form": form}
    return render(request, "tickets/side_start.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.reply")
def show(request, number, side_id):
    ticket = ticket_for(request.agent, number, to="ticket.reply")
    said = list(Message.objects.filter(ticket=ticket, side=side_id).defer("search").select_related("side").in_order())
    if not said:
        raise Http404
    side = said[0].side
    form = AnswerForm(**sent(request), agent=request.agent, place=places.side(ticket, f"s{side.pk}"))
    if form.is_bound and form.is_valid() and _say(request, side, form):
        messages.success(request, _("Sent to %(people)s.") % {"people": ", ".join(side.people)})
        return go(request, request.path)
    shown = frame(ticket, side.subject) | {
        "form": form,
        "side": side,
        "entries": timeline.of_side(said, request.agent),
    }
    return render(request, "tickets/side.html", shown, status=422 if form.is_bound else 200)


def _begin(request, ticket, form) -> SideConversation | None:
    wish = form.cleaned_data
    try:
        people = {"copies": wish["cc"], "blind": wish["bcc"], "attachments": form.files_to_send()}
        with transaction.atomic():
            lock(ticket)  # two presses at once are judged one after the other
            if (before := _begun_before(request, ticket, wish)) is not None:
                return before
            side = side_conversations.start(
                ticket, wish["to"], wish["subject"], wish["text"], by=request.agent, **people
            )
            form.forget()
        return side
    except (NotForCustomers, TooMany) as refused:
        form.add_error("to", str(refused))
    except attachments.FileRefused as refused:
        form.add_error(None, str(refused))
    return None


def _begun_before(request, ticket, wish) -> SideConversation | None:
    """What this very form began: the button was pressed twice, or its answer did not reach the page."""
    alike = SideConversation.objects.filter(ticket=ticket, agent=request.agent, subject=wish["subject"])
    for side in alike.order_by("-id"):
        if composing.repeats(request, wish["text"], Message.objects.filter(side=side, author_agent=request.agent)):
            return side
    return None


def _say(request, side, form) -> Message | None:
    try:
        words, files = form.cleaned_data["text"], form.files_to_send()
        with transaction.atomic():
            lock(side.ticket)
            mine = Message.objects.filter(side=side, author_agent=request.agent).order_by("-id")
            if composing.repeats(request, words, mine):
                return mine.first()
            message = side_conversations.say(side, words, by=request.agent, attachments=files)
            form.forget()
        return message
    except attachments.FileRefused as refused:
        form.add_error(None, str(refused))
        return None


def _message(ticket, text) -> Message | None:
    if not text:
        return None
    if text == "newest":
        return Message.objects.filter(ticket=ticket).public().in_order().last()
    found = Message.objects.filter(ticket=ticket, pk=int(text)).first() if text.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _key(said: Message | None, asked: str) -> str:
    if said is None:
        return ""
    return "newest" if asked == "newest" else f"m{said.pk}"


def _quoted(message: Message) -> str:
    when = date_format(timezone.localtime(message.created_at), "DATETIME_FORMAT")
    head = _("%(who)s wrote on %(when)s:") % {"who": message.author_name, "when": when}
    return "\n".join(["", "", head, *(f"> {line}" for line in message.text.splitlines())])
