"""What customers fill in."""

import secrets

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tickets import field_entries, fields
from tickets.channels.email.directory import own_addresses
from tickets.contacts import normalised
from tickets.models import Category, Ticket

LONGEST_TEXT = 50_000
ONCE = "once"


class Files(forms.FileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Any number of files; what is too large is said by tickets.attachments."""

    widget = Files

    def clean(self, data, initial=None):
        return [super(ManyFiles, self).clean(each, initial) for each in data or []]


class SaidOnce(forms.Form):
    """A form that counts once, however often it is sent: each filling has a name of its own."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[ONCE].initial = secrets.token_urlsafe(18)

    def clean_once(self):
        return self.cleaned_data[ONCE] or secrets.token_urlsafe(18)


class Address(forms.Form):
    """Who asks for a sign-in link."""

    address = forms.EmailField(
        label=_("Your mail address"), max_length=320, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_address(self):
        return not_ours(self.cleaned_data["address"])


class Request(SaidOnce):
    """A new request: as a stranger with an address, or signed in without."""

    address = forms.EmailField(
        label=_("Your mail address"),
        max_length=320,
        help_text=_("The answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    category = forms.ModelChoiceField(
        label=_("What is it about?"), queryset=None, required=False, empty_label=_("Something else")
    )
    subject = forms.CharField(label=_("Subject"), max_length=300, help_text=_("In one line: what do you need?"))
    text = forms.CharField(
        label=_("Description"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What did you do, what happened, and what did you expect?"),
    )
    files = ManyFiles(label=_("Files"), required=False, help_text=_("Up to 20 files of 20 MB each."))

    def __init__(self, *args, contact=None, **kwargs):
        super().__init__(*args, **kwargs)
        if contact:
            del self.fields["address"], self.fields["name"]
        categories = Category.objects.usable().in_order()
        self.fields["category"].queryset = categories
        if not categories.exists():
            del self.fields["category"]
        asked = [field for field in fields.usable(Ticket) if field.is_shown_to_customer]
        own = field_entries.entries(asked, {})
        self.fields |= own
        self.order_fields(["address", "name", "category", "subject", "text", *own, "files"])

    def clean_address(self):
        return not_ours(self.cleaned_data["address"])

    def clean_text(self):
        return self.cleaned_data["text"].replace("\x00", "")

    def clean(self):
        try:
            self.custom_fields = fields.cleaned(field_entries.own_among(self.cleaned_data), of=Ticket)
        except fields.FieldErrors as wrong:
            field_entries.explain(self, wrong)
        return self.cleaned_data


class Answer(SaidOnce):
    """A reply to an open request: words, or files that need none."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something, or attach a file.")},
    )
    files = ManyFiles(label=_("Files"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.files and self.files.getlist("files"):
            self.fields["text"].required = False

    def clean_text(self):
        return self.cleaned_data["text"].replace("\x00", "")


def not_ours(address: str) -> str:
    """The address as it is kept; one that leads back to us is refused: we would write to ourselves (row 8)."""
    address = normalised(address)
    if own_addresses([address], reply_domain=settings.REPLY_DOMAIN):
        raise ValidationError(_("This is an address of the help desk itself. Enter your own."))
    return address
