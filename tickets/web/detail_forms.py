"""Forms of the ticket's typed properties, built from the company's own fields."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.ui.forms import Date
from tickets.models import Field


class SubjectForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=300)


class FieldsForm(forms.Form):
    """One entry for each usable field; what may stand in it is judged by tickets.fields."""

    def __init__(self, *args, ticket=None, **kwargs):
        super().__init__(*args, **kwargs)
        values = ticket.custom_fields if ticket else {}
        for field in Field.objects.usable().in_order():
            self.fields[field.key] = _entry(field, values.get(field.key))


def _entry(field: Field, value):
    common = {
        "label": field.label,
        "required": False,
        "initial": value,
        "help_text": _("Must be filled before the ticket is solved.") if field.is_required_to_resolve else "",
    }
    if field.kind == Field.Kind.CHECK:
        return forms.BooleanField(**common)
    if field.kind == Field.Kind.CHOICE:
        choices = [("", "–"), *((str(choice), str(choice)) for choice in field.choices)]
        return forms.ChoiceField(choices=choices, **common)
    if field.kind == Field.Kind.DATE:
        return forms.CharField(widget=Date, **common)
    if field.kind == Field.Kind.NUMBER:
        return forms.CharField(widget=forms.TextInput({"inputmode": "decimal"}), **common)
    return forms.CharField(max_length=2000, **common)
