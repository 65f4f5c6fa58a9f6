"""A text among the fields of a form, written as in the composer: rich, with pictures in it and files that go along.

What is typed is kept as a draft (static/js/draft.js), and each file when it is chosen (static/js/files.js). Without
scripts it is a text and a field for files.
"""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.base.html import TooMuchHtml
from tickets import attachments, drafts, pictures_in_words
from tickets.conversation import Words
from tickets.models import Attachment, Draft
from tickets.web.places import Place


class Writing(forms.Textarea):
    template_name = "tickets/_writing.html"

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.html, self.files = "", []

    def get_context(self, name, value, attrs):
        beside = {
            "html": self.html,
            "drawn_at": clock.now().isoformat(),
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
    """A form with such a text, in its `place`: what the agent began there stands in it. `text` becomes Words."""

    text = WritingField(label=gettext_lazy("Text"))

    def __init__(self, *args, agent: Agent, place: Place, **kwargs):
        super().__init__(*args, **kwargs)
        self.place, self.agent = place, agent
        self.kept: list[Attachment] = []
        self.draft: Draft | None = None
        for field in self.fields.values():
            field.widget.attrs["data-drafted"] = ""
        if self.is_bound:
            self._show_what_was_sent(self.data.get("html", ""), self.data.getlist("attachment"))
        else:
            self._show_draft()

    def _show_what_was_sent(self, html: str, chosen: list[str]) -> None:
        ids = [int(pk) for pk in chosen if pk.isdecimal()]
        here = (self.place.ticket, self.agent, self.place.kind)
        self.kept = drafts.files_to_send(*here, ids, html, place=self.place.key)
        self.fields["text"].widget.html = html
        self.fields["text"].widget.files = [one for one in self.kept if not one.is_inline]

    def _show_draft(self) -> None:
        self.draft = drafts.form_draft(self.place.ticket, self.agent, self.place.kind, self.place.key)
        if self.draft is None:
            return
        self.fields["text"].widget.files = [one for one in self.draft.attachments.all() if not one.is_inline]
        if self.draft.html or self.draft.parts:  # else only a file was chosen yet
            typed = self.draft.parts | {"text": self.draft.text}
            if "attached" in typed:
                typed["attached"] = typed["attached"].split(",")
            self.initial |= typed
            self.fields["text"].widget.html = self.draft.html

    def forget(self) -> None:
        """What was written was sent: it is no draft any more."""
        drafts.discard(self.place.ticket, self.agent, self.place.kind, self.place.key)

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
