"""`/settings/mail-import/`: mail brought along as files."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import form_page
from tickets.channels import importing
from tickets.channels.importing import ImportRefused
from tickets.models import Mailbox
from tickets.tasks import process_raw_mail

LARGEST_BYTES = 100 * 1024 * 1024


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = SeveralFiles

    def clean(self, data, initial=None):
        files = [forms.FileField.clean(self, file) for file in data or [None]]
        if sum(file.size for file in files) > LARGEST_BYTES:
            raise forms.ValidationError(_("Together the files are larger than 100 MB. Import them in parts."))
        return files


class ImportForm(forms.Form):
    mailbox = forms.ModelChoiceField(
        label=gettext_lazy("As mail to"), queryset=None, empty_label=None,
        help_text=gettext_lazy("Its team gets the requests. Nobody is sent an acknowledgement."),
    )  # fmt: skip
    files = FilesField(
        label=gettext_lazy("Files"),
        widget=SeveralFiles(attrs={"accept": ".eml,.mbox,message/rfc822,application/mbox"}),
        help_text=gettext_lazy("Single mails (.eml) or whole folders (.mbox). What is here already is left out."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mailbox"].queryset = Mailbox.objects.in_order()


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("settings.mail")
def index(request):
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = [(upload.name, upload.read()) for upload in form.cleaned_data["files"]]
        try:
            new = importing.take_in(files, form.cleaned_data["mailbox"], by=Actor.agent(request.agent))
        except ImportRefused as refused:
            form.add_error("files", str(refused))
        else:
            return _done(request, new)
    return form_page(request, form, title=_("Import mail"), back=reverse("settings-mailboxes"), submit=_("Import"))


def _done(request, new):
    tenant_id = request.tenant.pk
    transaction.on_commit(lambda: [process_raw_mail.ring(tenant_id, raw_id) for raw_id in new], robust=True)
    words = ngettext("%(n)s new mail becomes a request now.", "%(n)s new mails become requests now.", len(new))
    messages.success(request, words % {"n": len(new)})
    return HttpResponseRedirect(reverse("settings-mailboxes"))
