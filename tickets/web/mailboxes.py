"""`/settings/mailboxes/`: the addresses the company receives at and answers from."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import confirm_page, form_page, with_errors
from helpdesk.ui.templatetags.ui import when
from tickets.channels import mailboxes
from tickets.channels.email.providers import PROVIDERS
from tickets.models import Mailbox
from tickets.web.mailbox_form import MailboxForm


@agent_required("settings.mail")
def index(request):
    rows = Mailbox.objects.select_related("team").in_order()
    lately = clock.now() - timedelta(days=1)  # since when calls of a provider that were refused are worth a look
    context = {"title": _("Mailboxes"), "mailboxes": rows, "lately": lately}
    return render(request, "tickets/mailboxes/index.html", context)


@agent_required("settings.mail")
def create(request):
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mailboxes.make(form.cleaned_data, by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            return _saved(request, form)
    return _page(request, form, _("New mailbox"))


@agent_required("settings.mail")
def edit(request, pk):
    mailbox = get_object_or_404(Mailbox, pk=pk)
    form = MailboxForm(request.POST or None, instance=get_object_or_404(Mailbox, pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            mailboxes.change(mailbox, dict(form.cleaned_data), by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            return _saved(request, form)
    return _page(
        request, form, mailbox.address, danger=_danger(mailbox), connection=_connection(mailbox), **_notice(mailbox)
    )


@agent_required("settings.mail")
def remove(request, pk):
    mailbox = get_object_or_404(Mailbox, pk=pk, is_default=False)
    if request.method == "POST":
        mailboxes.remove(mailbox, by=Actor.agent(request.agent))
        messages.success(request, _("The mailbox %(address)s was removed.") % {"address": mailbox.address})
        return HttpResponseRedirect(reverse("settings-mailboxes"))
    return confirm_page(
        request,
        title=_("Remove the mailbox %(address)s?") % {"address": mailbox.address},
        text=_("Mail to it is refused from then on. Its tickets stay and are answered from the default mailbox."),
        label=_("Remove"),
        back=reverse("settings-mailbox", args=[pk]),
        crumbs=[(reverse("settings-mailboxes"), _("Mailboxes"))],
    )


def _danger(mailbox):
    provider = {
        "href": reverse("settings-mailbox-provider", args=[mailbox.pk]),
        "label": _("Provider"),
        "text": _("Have a provider such as Mailgun or Postmark call us with its mail."),
        "tone": "plain",
    }
    if mailbox.is_default:
        return [provider]
    href = reverse("settings-mailbox-remove", args=[mailbox.pk])
    return [
        provider,
        {"href": href, "label": _("Remove the mailbox"), "text": _("Mail to it is refused from then on.")},
    ]


def _connection(mailbox):
    """How it stands with the leave of a provider; None where there is a password."""
    if mailbox.access not in PROVIDERS:
        return None
    grant, provider = mailbox.grants.first(), PROVIDERS[mailbox.access]
    words = {"label": provider.label, "is_connected": bool(grant and grant.is_good), "smtp_host": provider.smtp_host}
    if grant is None:
        return words | {"tone": "warn", "says": _("not connected yet")}
    if grant.refused_because:
        return words | {"tone": "late", "says": _("refused: connect again"), "why": grant.refused_because}
    if grant.code:
        return words | {"tone": "info", "says": _("being connected")}
    return words | {"tone": "ok", "says": _("connected"), "at": when(grant.renewed_at) if grant.renewed_at else ""}


def _notice(mailbox):
    if not mailbox.fetch_error:
        return {}
    return {"notice": _("Fetching failed: %(error)s") % {"error": mailbox.fetch_error}, "notice_tone": "warn"}


def _page(request, form, title, **more):
    crumbs = [(reverse("settings-mailboxes"), _("Mailboxes"))]
    more |= {"back": reverse("settings-mailboxes"), "crumbs": crumbs, "template": "tickets/mailboxes/mailbox.html"}
    return form_page(request, form, title=title, **more)


def _saved(request, form):
    values = form.cleaned_data
    messages.success(request, _("The mailbox %(address)s was saved.") % {"address": values["address"]})
    if values["access"] not in PROVIDERS:
        return HttpResponseRedirect(reverse("settings-mailboxes"))
    # Its leave is still to be given, or to be looked at.
    mailbox = get_object_or_404(Mailbox, address=values["address"])
    return HttpResponseRedirect(reverse("settings-mailbox", args=[mailbox.pk]))
