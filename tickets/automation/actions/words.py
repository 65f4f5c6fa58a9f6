"""What a rule says: a note for colleagues, or a public answer that no clock and no figure takes for a person's."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.base import blanks
from tickets.automation import announcing
from tickets.automation.actions.registry import Action, Doing, Refused, action
from tickets.automation.variables import filled, known_to_rules
from tickets.models import Ticket

LONGEST = 10_000


def _read(values) -> dict:
    text = str(values.get("text") or "").replace("\x00", "").strip()
    if not text:
        raise Refused("text", _("Write what is to be added."))
    if len(text) > LONGEST:
        raise Refused("text", _("At most %s characters.") % LONGEST)
    known = known_to_rules()
    if unknown := blanks.unknown_in(text, known):
        raise Refused(
            "text",
            _("There is no blank “%(word)s”; use one of: %(known)s.") % {"word": unknown[0], "known": ", ".join(known)},
        )
    return {"text": text}


def _note(ticket: Ticket, values, doing: Doing) -> str:
    announcing.remark(ticket, filled(values["text"], ticket), by=doing.by, author=doing.because)
    return _("note added")


def _answer(ticket: Ticket, values, doing: Doing) -> str:
    reason = announcing.announce(ticket, filled(values["text"], ticket), by=doing.by)
    return _("not answered: %s") % reason if reason else _("answered the customer")


def _area() -> dict[str, forms.Field]:
    known = ", ".join("{{" + word + "}}" for word in known_to_rules())
    return {
        "text": forms.CharField(
            label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Filled in: %s") % known,
        )
    }  # fmt: skip


def _begin(values) -> str:
    text = " ".join(values["text"].split())
    return text if len(text) <= 60 else text[:59] + "…"


action(
    Action(
        "note", gettext_lazy("Add a note"), _area, _read, lambda values: _("add a note: %s") % _begin(values), _note,
        changes=("note",),
    )
)  # fmt: skip
action(
    Action(
        "answer", gettext_lazy("Answer the customer"), _area, _read,
        lambda values: _("answer the customer: %s") % _begin(values), _answer, is_public=True,
    )
)  # fmt: skip
