"""Connecting mailboxes at `/settings/mailboxes/…/connection/`: to the provider, back from it, and apart again."""

import secrets
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.access import agent_required
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import form_page, with_errors
from tickets.channels import connecting
from tickets.channels.email import grants
from tickets.channels.email.providers import PROVIDERS
from tickets.models import Mailbox, MailClient

WAITING = "mailbox_connection"  # in the session: which mailbox, under which state, until when
PATIENCE = timedelta(minutes=15)


class ClientForm(forms.Form):
    client_id = forms.CharField(label=gettext_lazy("Client ID"), max_length=200)
    client_secret = forms.CharField(
        label=gettext_lazy("Client secret"), max_length=500, required=False, widget=forms.PasswordInput,
        help_text=gettext_lazy("Kept encrypted. Leave it empty to keep the one that is set."),
    )  # fmt: skip
    directory = forms.RegexField(
        r"^[A-Za-z0-9.-]{0,100}$", label=gettext_lazy("Directory (tenant) ID"), required=False,
        help_text=gettext_lazy("Of your organisation at Microsoft. Empty: accounts of any organisation."),
        error_messages={"invalid": gettext_lazy("Only letters, digits, dots and hyphens.")},
    )  # fmt: skip

    def __init__(self, *args, provider, **kwargs):
        super().__init__(*args, **kwargs)
        if provider != "microsoft":
            del self.fields["directory"]
        if not self.initial:
            self.fields["client_secret"].required = True
            self.fields["client_secret"].help_text = _("Kept encrypted.")


@agent_required("settings.mail")
def client(request, provider):
    if provider not in PROVIDERS:
        raise Http404
    known = MailClient.objects.filter(provider=provider).first()
    initial = {"client_id": known.client_id, "directory": known.directory} if known else {}
    form = ClientForm(request.POST or None, provider=provider, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            connecting.register(provider, dict(form.cleaned_data), by=Actor.agent(request.agent))
        except ValidationError as error:
            with_errors(form, error)
        else:
            messages.success(request, _("The registration was saved. Now connect the mailboxes."))
            return HttpResponseRedirect(reverse("settings-mailboxes"))
    label = PROVIDERS[provider].label
    notice = _("Register an application at %(provider)s with this redirect address: %(address)s") % {
        "provider": label, "address": grants.redirect_address()
    }  # fmt: skip
    crumbs = [(reverse("settings-mailboxes"), _("Mailboxes"))]
    return form_page(request, form, title=label, back=reverse("settings-mailboxes"), crumbs=crumbs, notice=notice)


@require_POST
@agent_required("settings.mail")
def begin(request, pk):
    mailbox = _mailbox(pk)
    try:
        asked = connecting.question(mailbox)
    except ValidationError:
        return HttpResponseRedirect(reverse("settings-mail-client", args=[mailbox.access]))
    until = clock.now() + PATIENCE
    request.session[WAITING] = {
        "mailbox": mailbox.pk, "state": asked.state, "verifier": asked.verifier, "until": until.isoformat()
    }  # fmt: skip
    return HttpResponseRedirect(asked.address)


@require_safe
@agent_required("settings.mail")
def back(request):
    """Where the provider sends people back to. Only what this browser set out with counts, and only once."""
    waiting = request.session.get(WAITING) or {}
    if not _is_ours(waiting, request.GET.get("state", "")):
        messages.error(request, _("Nothing was connected: this answer belongs to no question of yours. Try again."))
        return HttpResponseRedirect(reverse("settings-mailboxes"))
    del request.session[WAITING]
    mailbox = _mailbox(waiting["mailbox"])
    code = request.GET.get("code", "")
    if not code or len(code) > 4000:
        why = request.GET.get("error_description") or request.GET.get("error") or "–"
        messages.error(request, _("Nothing was connected. The provider says: %s") % why[:300])
    else:
        connecting.connect(mailbox, code, waiting["verifier"], by=Actor.agent(request.agent))
        messages.success(request, _("The leave is being fetched. Look again in a moment."))
    return HttpResponseRedirect(reverse("settings-mailbox", args=[mailbox.pk]))


@require_POST
@agent_required("settings.mail")
def end(request, pk):
    mailbox = _mailbox(pk)
    connecting.disconnect(mailbox, by=Actor.agent(request.agent))
    messages.success(request, _("%s is not connected any more.") % mailbox.address)
    return HttpResponseRedirect(reverse("settings-mailbox", args=[pk]))


def _mailbox(pk) -> Mailbox:
    return get_object_or_404(Mailbox.objects.exclude(access=Mailbox.Access.PASSWORD), pk=pk)


def _is_ours(waiting, state) -> bool:
    until = parse_datetime(waiting.get("until", "")) if waiting else None
    is_in_time = until is not None and clock.now() < until
    return is_in_time and secrets.compare_digest(str(waiting.get("state", "")).encode(), state.encode())
