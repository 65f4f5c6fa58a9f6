"""`/settings/mailboxes/`: the addresses the company receives at and answers from."""

import re
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm, confirm_page, form_page, with_errors
from helpdesk.ui.templatetags.ui import when
from tickets.channels import mailboxes
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
