"""`/settings/mailboxes/`: the addresses the company receives at and answers from."""

import re

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
from helpdesk.events.actors import Actor
from helpdesk.ui.forms import Switch
from helpdesk.ui.settings_pages import SettingsForm, confirm_page, form_page, with_errors
from tickets.channels import mailboxes
from tickets.channels.email.addresses import normalise
from tickets.models import Mailbox

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
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

    class Meta:
        model = Mailbox
        fields = ["address", "name", "signature", "is_default", "is_active", "sends_acknowledgement",
                  "imap_host", "imap_port", "imap_user", "imap_folder"]  # fmt: skip
        labels = {
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
                   "imap_host", "imap_port", "imap_user", "imap_password", "imap_folder"]  # fmt: skip

    @property
    def own_fields(self):
        return [self[name] for name in self.fields if not name.startswith("imap_")]

    @property
    def imap_fields(self):
        """What is only needed where mail is fetched from another server."""
        return [self[name] for name in self.fields if name.startswith("imap_")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.by_name()
        if self.instance.pk:
            self.initial["team"] = self.instance.team_id
        if self.instance.imap_password:
            self.fields["imap_password"].help_text = _("Kept encrypted. Leave it empty to keep the one that is set.")

    def clean_imap_host(self):
        host = self.cleaned_data["imap_host"].strip().lower().rstrip(".")
        if host and not _HOST.fullmatch(host):
            raise ValidationError(_("Write only the server's name, such as imap.example.com."))
        return host

    def clean(self):
        values = super().clean()
        is_fetched = bool(values.get("imap_host"))
        if is_fetched and not values.get("imap_user"):
            self.add_error("imap_user", _("The server asks for a user name, mostly the whole address."))
        if is_fetched and not values.get("imap_password") and not self.instance.imap_password:
            self.add_error("imap_password", _("The server asks for a password."))
        if "imap_host" in values and not is_fetched and (values.get("imap_user") or values.get("imap_password")):
            self.add_error("imap_host", _("Which server? Without one nothing is fetched."))
        return values

    def clean_address(self):
        address = normalise(self.cleaned_data["address"])
        if not address:
            raise ValidationError(_("This is no mail address."))
        return address


@agent_required("settings.mail")
def index(request):
    rows = Mailbox.objects.select_related("team").in_order()
    return render(request, "tickets/mailboxes/index.html", {"title": _("Mailboxes"), "mailboxes": rows})


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
    return _page(request, form, mailbox.address, danger=_danger(mailbox), **_notice(mailbox))


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


def _notice(mailbox):
    if not mailbox.fetch_error:
        return {}
    return {"notice": _("Fetching failed: %(error)s") % {"error": mailbox.fetch_error}, "notice_tone": "warn"}


def _page(request, form, title, **more):
    crumbs = [(reverse("settings-mailboxes"), _("Mailboxes"))]
    more |= {"back": reverse("settings-mailboxes"), "crumbs": crumbs, "template": "tickets/mailboxes/mailbox.html"}
    return form_page(request, form, title=title, **more)


def _saved(request, form):
    messages.success(request, _("The mailbox %(address)s was saved.") % {"address": form.cleaned_data["address"]})
    return HttpResponseRedirect(reverse("settings-mailboxes"))
