"""What writers fill in."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Agent
from helpdesk.ui.forms import Date
from knowledge.models import Audience, Section
from knowledge.writing import LONGEST_BODY

DETAILS = ("section", "audience", "language", "owner", "review_on")


class SectionChoice(forms.ModelChoiceField):
    def label_from_instance(self, section):
        return section.path


class ArticleForm(forms.Form):
    """An article's words, and where it stands for whom."""

    title = forms.CharField(label=_("Title"), max_length=160, help_text=_("As a customer would ask for it."))
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_BODY,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        help_text=_("Markdown: ## heading, **bold**, - list, 1. steps, [link](https://…), `code`, | table |."),
    )
    section = SectionChoice(label=_("Section"), queryset=None, empty_label=_("Choose a section"))
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience.choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=None, required=False, empty_label=_("Nobody"))
    review_on = forms.DateField(
        label=_("Review on"), required=False, widget=Date, help_text=_("It then appears under “To be reviewed”.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = Section.objects.select_related("parent").order_by("parent_id", "position")
        self.fields["owner"].queryset = Agent.objects.able_to_answer().by_name()

    @property
    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in DETAILS}


class SectionForm(forms.Form):
    """A section and where it stands."""

    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(
        label=_("Description"),
        max_length=200,
        required=False,
        help_text=_("One line below the name in the help centre."),
    )
    parent = forms.ModelChoiceField(
        label=_("Stands in"), queryset=None, required=False, empty_label=_("– first level –")
    )
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Audience.choices,
        help_text=_("Articles in an internal section are internal, whatever they say themselves."),
    )
    position = forms.IntegerField(
        label=_("Position"), min_value=0, max_value=9999, initial=0, help_text=_("Low numbers come first.")
    )

    def __init__(self, *args, section=None, **kwargs):
        initial = {name: getattr(section, name) for name in self.base_fields} if section else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["parent"].queryset = Section.objects.top().exclude(pk=section.pk if section else None).in_order()
