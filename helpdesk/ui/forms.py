"""Forms that look and speak alike everywhere: `{{ form }}` in a template is the whole design.

Settings: `FORM_RENDERER = "helpdesk.ui.forms.Renderer"` and `"django.forms"` among the installed apps.
"""

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws each form with an error summary that links to its fields, and each field with its error beside it."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    formset_template_name = "components/formset.html"


class Growing:
    """A form that people also send for further rows (`is_draft`): what stands in it is not judged then.

    Stands before Django's form among the bases.
    """

    def __init__(self, *args, is_draft: bool = False, **kwargs):
        self.is_draft = is_draft
        super().__init__(*args, **kwargs)

    def full_clean(self):
        super().full_clean()
        if self.is_draft:
            self._errors.clear()


class Combobox(forms.Select):
    """A select that people filter by typing; without JavaScript it stays a select."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.attrs.setdefault("data-combobox", "")


class Date(forms.DateInput):
    """The browser's own date picker, whatever the language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class Switch(forms.CheckboxInput):
    """A check box drawn as a switch: for something that takes effect, not for consent."""

    def __init__(self, attrs=None, check_test=None):
        super().__init__({"role": "switch", **(attrs or {})}, check_test)


def error_list(form):
    """Every error of the form with the id of its field (None for the form's own): what the summary shows."""
    rows = [(None, "", error) for error in form.non_field_errors()]
    for field in form:
        rows += [(field.id_for_label or field.auto_id, field.label, error) for error in field.errors]
    return rows
