"""`/settings/outgoing/`: every mail on its way out, what became of it and why, and what can be done about it."""

from email import message_from_bytes
from email.policy import default

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.mailout import handling
from helpdesk.mailout.advice import advice
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy import storage
from helpdesk.ui.listing import Listing, Order
from helpdesk.ui.templatetags.ui import when

State = OutgoingMail.State
WORDS = {
    State.QUEUED: (gettext_lazy("waiting"), "info"),
    State.SENDING: (gettext_lazy("being sent"), "info"),
    State.SENT: (gettext_lazy("sent"), "ok"),
    State.DELIVERED: (gettext_lazy("delivered"), "ok"),
    State.CANCELLED: (gettext_lazy("taken back"), "plain"),
    State.BOUNCED: (gettext_lazy("came back"), "late"),
    State.FAILED: (gettext_lazy("failed"), "late"),
}
PURPOSES = {
    "reply": gettext_lazy("Answer"),
    "acknowledgement": gettext_lazy("Acknowledgement"),
    "survey": gettext_lazy("Survey"),
    "sign_in": gettext_lazy("Sign-in link"),
    "confirmation": gettext_lazy("Confirmation"),
    "account": gettext_lazy("Account"),
    "notice": gettext_lazy("Notice"),
    "invitation": gettext_lazy("Invitation"),
    "trial": gettext_lazy("Test"),
    "probe": gettext_lazy("Test of the way in"),
    "side": gettext_lazy("Beside a ticket"),
}
# All others may hold a link that lets its reader in as somebody else (security row 30).
SHOWN = ("reply", "acknowledgement", "side")
SHOWS = {"trouble": lambda rows: rows.in_trouble(), "waiting": lambda rows: rows.on_the_way(), "all": lambda rows: rows}
OUT = Listing(
    orders={"newest": Order(gettext_lazy("Newest"), "-created_at")},
    filters={"show": lambda rows, value: SHOWS.get(value, SHOWS["all"])(rows)},
)


@agent_required("settings.mail")
def index(request):
    page = OUT.page(OutgoingMail.objects.all(), request.GET)
    context = {
        "title": _("Outgoing mail"),
        "page": page,
        "rows": [_row(mail) for mail in page.rows],
        "tabs": _tabs(page.chosen.get("show", "all")),
    }
    return render(request, "tickets/outgoing/index.html", context)


def _tabs(chosen):
    labels = {"all": _("All"), "waiting": _("On the way"), "trouble": _("Did not arrive")}
    return [{"href": f"?show={key}", "label": label, "current": key == chosen} for key, label in labels.items()]


def _row(mail):
    label, tone = WORDS[mail.state]
    return {
        "href": reverse("settings-outgoing-mail", args=[mail.pk]),
        "subject": mail.title or _("(no subject)"),
        "purpose": PURPOSES.get(mail.purpose, mail.purpose),
        "recipient": mail.recipient,
        "state": label,
        "tone": tone,
        "why": mail.last_error if mail.state not in (State.SENT, State.DELIVERED) else "",
        "at": when(mail.created_at),
    }


@agent_required("settings.mail")
def show(request, pk):
    mail = get_object_or_404(OutgoingMail, pk=pk)
    context = {
        "title": mail.title or _("(no subject)"),
        "mail": mail,
        "row": _row(mail),
        "facts": _facts(mail),
        "advice": advice(mail.last_error) if mail.state != State.SENT else "",
        "text": _text(mail) if mail.purpose in SHOWN else None,
        "crumbs": [("/settings/", _("Settings")), (reverse("settings-outgoing"), _("Outgoing mail")), ("", mail.title)],
    }
    return render(request, "tickets/outgoing/show.html", context)


def _facts(mail):
    facts = [
        (_("What"), PURPOSES.get(mail.purpose, mail.purpose)),
        (_("From"), mail.sender),
        (pgettext("mail", "To"), mail.recipient),
        (_("Written"), when(mail.created_at, "full")),
        (_("Attempts"), mail.attempts),
    ]
    if mail.sent_at:
        facts.append((_("Sent"), when(mail.sent_at, "full")))
    if mail.delivered_at:
        facts.append((_("Delivered"), when(mail.delivered_at, "full")))
    if mail.complained_at:
        facts.append((_("Taken for spam"), when(mail.complained_at, "full")))
    if mail.state == State.QUEUED:
        facts.append((_("Next attempt"), when(mail.next_attempt_at, "full")))
    return facts


def _text(mail):
    """What the customer reads, as text."""
    message = message_from_bytes(storage.read(mail.content_key), policy=default)
    part = message.get_body(("plain",))
    return part.get_content() if part else ""


@require_POST
@agent_required("settings.mail")
def cancel(request, pk):
    return _act(request, pk, handling.cancel, _("The mail was taken back; it does not leave."))


@require_POST
@agent_required("settings.mail")
def send_again(request, pk):
    return _act(request, pk, handling.send_again, _("The mail is sent again."))


def _act(request, pk, action, words):
    mail = get_object_or_404(OutgoingMail, pk=pk)
    try:
        action(mail, by=Actor.agent(request.agent))
        messages.success(request, words)
    except handling.TooLate:
        messages.warning(request, _("Too late: this mail has gone on meanwhile. See what it says now."))
    return HttpResponseRedirect(reverse("settings-outgoing-mail", args=[pk]))
