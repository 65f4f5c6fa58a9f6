"""`/settings/mailboxes/<pk>/provider/`: the provider that calls us with this mailbox's mail, and where."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import form_page
from tickets.channels import mailboxes
from tickets.channels.providers import hooks
from tickets.channels.providers.known import PROVIDERS
from tickets.models import Mailbox


class ProviderForm(forms.Form):
    provider = forms.ChoiceField(label=gettext_lazy("Provider"), required=False)
    key = forms.CharField(
        label=gettext_lazy("Key"),
        required=False,
        max_length=600,
        widget=forms.PasswordInput,
        help_text=gettext_lazy(
            "Kept encrypted. Mailgun and SendGrid sign with one; of Amazon SES it is the topic's ARN, of Brevo an API "
            "key; for the others leave it empty."
        ),
    )

    def __init__(self, *args, mailbox, **kwargs):
        super().__init__(*args, **kwargs)
        self.mailbox = mailbox
        if mailbox.provider_key:
            self.fields["key"].help_text = _("Kept encrypted. Leave it empty to keep the one that is set.")
        self.fields["provider"].choices = [("", _("None")), *((one.key, one.name) for one in PROVIDERS.values())]

    def clean(self):
        values = super().clean()
        provider, key = PROVIDERS.get(values.get("provider", "")), values.get("key", "").strip()
        if provider is None:
            return values
        has_key = bool(key) or (self.mailbox.provider == provider.key and bool(self.mailbox.provider_key))
        if provider.signs_mail and not has_key:
            self.add_error("key", _("%(provider)s signs its calls: without its key none is taken.") % {
                "provider": provider.name})  # fmt: skip
        elif key and not provider.has_key:
            self.add_error("key", _("%(provider)s signs nothing: leave it empty.") % {"provider": provider.name})
        elif key:
            self._try(provider, key)
        return values | {"key": key}

    def _try(self, provider, key):
        try:
            provider.view("events", key=key, password=key)
        except (ValueError, TypeError):
            self.add_error("key", _("This is no key of %(provider)s.") % {"provider": provider.name})


@agent_required("settings.mail")
def edit(request, pk):
    mailbox = get_object_or_404(Mailbox, pk=pk)
    form = ProviderForm(request.POST or None, mailbox=mailbox, initial={"provider": mailbox.provider})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        mailboxes.set_provider(mailbox, values["provider"], values["key"], by=Actor.agent(request.agent))
        messages.success(request, _("The mailbox %(address)s was saved.") % {"address": mailbox.address})
        return HttpResponseRedirect(reverse("settings-mailbox-provider", args=[pk]))
    crumbs = [
        (reverse("settings-mailboxes"), _("Mailboxes")),
        (reverse("settings-mailbox", args=[pk]), mailbox.address),
    ]
    return form_page(
        request, form, title=_("Provider"), back=reverse("settings-mailbox", args=[pk]), crumbs=crumbs,
        template="tickets/mailboxes/provider.html", mailbox=mailbox, provider=hooks.provider_of(mailbox),
        addresses=_addresses(mailbox), is_secure=hooks.is_secure(),
    )  # fmt: skip


@require_POST
@agent_required("settings.mail")
def renew(request, pk):
    mailbox = get_object_or_404(Mailbox, pk=pk)
    mailboxes.renew_hooks(mailbox, by=Actor.agent(request.agent))
    messages.success(request, _("The addresses are new: give them to the provider, the old ones are void."))
    return HttpResponseRedirect(reverse("settings-mailbox-provider", args=[pk]))


def _addresses(mailbox):
    words = {"mail": _("For incoming mail"), "events": _("For what became of outgoing mail")}
    rows = [(words[kind], hooks.address(mailbox, kind)) for kind in words]
    return [row for row in rows if row[1]]
