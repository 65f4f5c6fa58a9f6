"""A text among the fields of a form, written as in the composer: rich, with pictures in it and files that go along.

Each file goes to a draft when it is chosen (static/js/files.js). Without scripts it is a text and a field for files.
"""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent
from helpdesk.base.html import TooMuchHtml
from tickets import attachments, drafts, pictures_in_words
from tickets.conversation import Words
from tickets.models import Attachment, Ticket


class Writing(forms.Textarea):
    template_name = "tickets/_writing.html"

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.html, self.files = "", []

    def get_context(self, name, value, attrs):
        beside = {
            "html": self.html,
            "files": self.files,
            "largest_bytes": attachments.LARGEST_BYTES,
            "largest_mb": attachments.LARGEST_BYTES // (1024 * 1024),
            "largest_picture_bytes": attachments.LARGEST_AMONG_WORDS_BYTES,
        }
        return super().get_context(name, value, attrs) | beside


class WritingField(forms.CharField):
    widget = Writing

    def validate(self, value):
        """Without words there may be a picture: the form looks at both."""


class WritingForm(forms.Form):
    """A form with such a text. `kind` says which draft keeps its files, for a ticket or a new one; `text` becomes
    Words."""

    kind: str
    text = WritingField(label=gettext_lazy("Text"))

    def __init__(self, *args, agent: Agent, ticket: Ticket | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept: list[Attachment] = []
        if self.is_bound:
            html, chosen = self.data.get("html", ""), self.data.getlist("attachment")
            ids = [int(pk) for pk in chosen if pk.isdecimal()]
            self.kept = drafts.files_to_send(ticket, agent, self.kind, ids, html)
            self.fields["text"].widget.html = html
            self.fields["text"].widget.files = [one for one in self.kept if not one.is_inline]

    def clean_text(self) -> Words:
        html = self.data.get("html", "")
        try:
            words = Words.typed(html, is_html=True) if html.strip() else Words.typed(self.cleaned_data["text"])
        except TooMuchHtml as error:
            raise forms.ValidationError(_("This is more than one message holds. Shorten it.")) from error
        if not words.text and not pictures_in_words.named_in(words.html):
            raise forms.ValidationError(_("Write something first."))
        return words

    def files_to_send(self) -> list[Attachment]:
        """What goes along. Raises attachments.FileRefused."""
        return [*self.kept, *attachments.keep_uploads(self.files.getlist("files"))]


def sent(request) -> dict:
    """What a form is made of: what was sent, or nothing yet."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
