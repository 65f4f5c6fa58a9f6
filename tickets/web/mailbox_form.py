"""The form of a mailbox: what customers see of it, and how we get into its servers."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Team
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm
from tickets.channels.email.addresses import normalise
from tickets.channels.email.providers import PROVIDERS
from tickets.models import Mailbox

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_OF_SERVERS = ("imap_", "smtp_", "access")
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*")


class MailboxForm(SettingsForm):
    unique = "address"
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Default team"),
        help_text=gettext_lazy("Gets the requests that arrive here."),
    )
    imap_port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=993)
    imap_password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        widget=forms.PasswordInput,
        help_text=gettext_lazy("Kept encrypted."),
    )

    access = forms.ChoiceField(
        label=gettext_lazy("Sign in with"),
        choices=Mailbox.Access.choices,
        initial=Mailbox.Access.PASSWORD,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Microsoft and Google take no passwords: connect the mailbox once it is saved."),
    )
    smtp_port = forms.IntegerField(
        label=gettext_lazy("Port for sending"), min_value=1, max_value=65535, initial=587, required=False
    )

    class Meta:
        model = Mailbox
        fields = ["address", "name", "signature", "is_default", "is_active", "sends_acknowledgement",
                  "access", "imap_host", "imap_port", "imap_user", "imap_folder", "smtp_host", "smtp_port"]  # fmt: skip
        labels = {
            "smtp_host": gettext_lazy("Server for sending"),
            "address": gettext_lazy("Address"),
            "name": gettext_lazy("Sender name"),
            "signature": gettext_lazy("Signature"),
            "is_default": gettext_lazy("Default mailbox"),
            "is_active": gettext_lazy("In use"),
            "sends_acknowledgement": gettext_lazy("Acknowledge new requests"),
            "imap_host": gettext_lazy("Server"),
            "imap_user": gettext_lazy("User name"),
            "imap_folder": gettext_lazy("Folder"),
        }
        help_texts = {
            "smtp_host": gettext_lazy("Empty: mail of this address leaves by our own servers."),
            "name": gettext_lazy("What customers see as the sender."),
            "is_default": gettext_lazy("Answers what came by no mailbox, for example from the portal."),
            "sends_acknowledgement": gettext_lazy("Tells the sender by when to expect an answer."),
        }
        widgets = {
            "signature": forms.Textarea(attrs={"rows": 3}),
            "is_default": Switch,
            "is_active": Switch,
            "sends_acknowledgement": Switch,
        }

    field_order = ["address", "name", "team", "signature", "is_default", "is_active", "sends_acknowledgement",
                   "access", "imap_host", "imap_port", "imap_user", "imap_password", "imap_folder", "smtp_host",
                   "smtp_port"]  # fmt: skip

    @property
    def own_fields(self):
        return [self[name] for name in self.fields if not name.startswith(_OF_SERVERS)]

    @property
    def imap_fields(self):
        """What is only needed where mail is fetched from another server."""
        return [self[name] for name in self.fields if name.startswith("imap_")]

    @property
    def smtp_fields(self):
        return [self["smtp_host"], self["smtp_port"]]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.by_name()
        if self.instance.pk:
            self.initial["team"] = self.instance.team_id
        if self.instance.imap_password:
            self.fields["imap_password"].help_text = _("Kept encrypted. Leave it empty to keep the one that is set.")

    def clean_imap_host(self):
        return _host(self.cleaned_data["imap_host"])

    def clean_access(self):
        return self.cleaned_data["access"] or Mailbox.Access.PASSWORD

    def clean_smtp_port(self):
        return self.cleaned_data["smtp_port"] or 587

    def clean_smtp_host(self):
        return _host(self.cleaned_data["smtp_host"])

    def clean(self):
        values = super().clean()
        if values.get("access") in PROVIDERS:
            return self._of_provider(values)
        is_fetched = bool(values.get("imap_host"))
        if values.get("smtp_host") and not is_fetched:
            self.add_error("smtp_host", _("It is signed in to as the server above is: enter that one first."))
        if is_fetched and not values.get("imap_user"):
            self.add_error("imap_user", _("The server asks for a user name, mostly the whole address."))
        if is_fetched and not values.get("imap_password") and not self.instance.imap_password:
            self.add_error("imap_password", _("The server asks for a password."))
        if "imap_host" in values and not is_fetched and (values.get("imap_user") or values.get("imap_password")):
            self.add_error("imap_host", _("Which server? Without one nothing is fetched."))
        return values

    def _of_provider(self, values):
        """At a provider everything but the leave is known."""
        provider = PROVIDERS[values["access"]]
        values["imap_host"], values["imap_port"] = values.get("imap_host") or provider.imap_host, 993
        values["imap_user"] = values.get("imap_user") or values.get("address", "")
        for name in ("imap_host", "smtp_host"):
            if values.get(name) and not values[name].endswith(provider.own_hosts):
                self.add_error(name, _("This is no server of %s. Leave it empty.") % provider.label)
        return values | {"imap_password": ""}

    def clean_address(self):
        address = normalise(self.cleaned_data["address"])
        if not address:
            raise ValidationError(_("This is no mail address."))
        return address


def _host(host):
    host = host.strip().lower().rstrip(".")
    if host and not _HOST.fullmatch(host):
        raise ValidationError(_("Write only the server's name, such as imap.example.com."))
    return host
