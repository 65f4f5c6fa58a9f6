"""Forms of the ticket's typed properties, built from the company's own fields."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets import fields
from tickets.field_entries import entry
from tickets.models import Ticket


class SubjectForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=300)


class FieldsForm(forms.Form):
    """One entry for each of the ticket's usable fields."""

    def __init__(self, *args, ticket: Ticket, **kwargs):
        super().__init__(*args, **kwargs)
        for field in fields.usable(Ticket):
            help_text = _("Must be filled before the ticket is solved.") if field.is_required_to_resolve else ""
            self.fields[field.key] = entry(field, ticket.custom_fields.get(field.key), help_text=help_text)
