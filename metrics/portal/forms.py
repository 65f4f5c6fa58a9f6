"""The survey's form: one score, one comment, no more."""

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.surveys.answering import LONGEST_COMMENT
from metrics.surveys.questions import SCORES, question_for


class AnswerForm(forms.Form):
    """`score` is a number of the scale; where it was given before, only the comment can still be sent."""

    score = forms.TypedChoiceField(
        label="",
        coerce=int,
        choices=[(score, score) for score in SCORES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five answers.")},
    )
    comment = forms.CharField(
        label=_("Would you like to add something?"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, survey, response, **kwargs):
        super().__init__(**kwargs)
        self.question = question_for(survey.language)
        self.fields["score"].label = self.question.text
        self.fields["score"].choices = self.question.scale
        if response:
            self.fields["score"].disabled = True
            self.initial = {"score": response.score, "comment": response.comment}
            self.fields["comment"].initial = response.comment

    @property
    def chosen(self) -> str:
        """The score to preselect, as text; nothing for a score that is not on the scale."""
        return str(self["score"].value() or "")
