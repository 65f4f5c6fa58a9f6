"""What each level wants to know when a ticket is escalated to it by hand: questions, answers, and the note of both."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.tenancy.keeping import kept
from sla.events import ESCALATION_TEMPLATE_CHANGED
from sla.models import EscalationTemplate, MatrixRow
from tickets.conversation import Words

MOST_QUESTIONS = 12
LONGEST_QUESTION = 200
LONGEST_ANSWER = 2000
Question = Mapping[str, Any]


class TemplateRefused(ValueError):
    """The template cannot work; `field` says where, the message what to do."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


def questions_for(row: MatrixRow) -> list[Question]:
    """What the row's team asks at its level, else what the level asks; nothing where nobody said anything."""
    by_place = kept(EscalationTemplate, "questions", _read)
    return by_place.get((row.level, row.team_id), by_place.get((row.level, None), []))


def unanswered(questions: list[Question], answers: Mapping[int, str]) -> list[int]:
    """The places of the required questions that have no answer."""
    return [n for n, asked in enumerate(questions) if asked["required"] and not answers.get(n, "").strip()]


def written(heading: str, because: str, questions: list[Question], answers: Mapping[int, str]) -> Words:
    """The note that the next level reads: why, and each answer below its question. What was left open says so."""
    told = [(str(_("Why")), because)]
    told += [(asked["label"], answers.get(n, "").strip() or _("(not answered)")) for n, asked in enumerate(questions)]
    text = "\n\n".join([heading, *(f"{label}\n{said}" for label, said in told)])
    parts = [f"<p><strong>{escape(label)}</strong><br>{_lines(said)}</p>" for label, said in told]
    return Words(text=text, html=f"<p>{escape(heading)}</p>" + "".join(parts))


@transaction.atomic
def save(template: EscalationTemplate, *, by: Actor) -> EscalationTemplate:
    """Keep what a level, or one team of it, asks. Raises TemplateRefused naming the field and what to do."""
    if not isinstance(template.level, int) or not 1 <= template.level <= 9:
        raise TemplateRefused("level", _("Give a level from 1 to 9."))
    same = EscalationTemplate.objects.filter(level=template.level, team=template.team).exclude(pk=template.pk)
    if same.exists():
        raise TemplateRefused("level", _("This level and team are asked something already: change that one."))
    template.questions = _clean(template.questions)
    is_new = template.pk is None
    template.save()
    _tell(template, by, _("added") if is_new else _("changed"))
    return template


@transaction.atomic
def remove(template: EscalationTemplate, *, by: Actor) -> None:
    """Ask nothing but the reason any more; notes that were written stay."""
    _tell(template, by, _("removed"))
    template.delete()


def _clean(questions: list[Question]) -> list[dict[str, Any]]:
    clean = [
        {
            "label": " ".join(str(one.get("label") or "").split())[:LONGEST_QUESTION],
            "help": " ".join(str(one.get("help") or "").split())[:LONGEST_QUESTION],
            "required": bool(one.get("required")),
        }
        for one in questions
    ]
    clean = [one for one in clean if one["label"]]
    if not clean:
        raise TemplateRefused("questions", _("Write at least one question."))
    if len(clean) > MOST_QUESTIONS:
        raise TemplateRefused("questions", _("At most %s questions: nobody fills in more.") % MOST_QUESTIONS)
    labels = [one["label"].casefold() for one in clean]
    if len(set(labels)) < len(labels):
        raise TemplateRefused("questions", _("Two questions are the same: keep one of them."))
    return clean


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())


def _read() -> dict[tuple[int, int | None], list[Question]]:
    rows = EscalationTemplate.objects.values_list("level", "team", "questions")
    return {(level, team): questions for level, team, questions in rows}


def _tell(template: EscalationTemplate, by: Actor, changes: str) -> None:
    asked = "; ".join(one["label"] for one in template.questions)
    record(ESCALATION_TEMPLATE_CHANGED, template, by=by, level=template.level, changes=f"{changes}: {asked}")
