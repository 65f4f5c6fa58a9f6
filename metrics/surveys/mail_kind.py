"""The mail that asks for a rating, and what stands between double braces in it."""

from collections.abc import Callable
from datetime import timedelta
from html import escape

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from helpdesk.base.letters import Block, Link, Value
from helpdesk.mailout.kinds import MailKind, declare
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url
from metrics.surveys.questions import Question, question_for
from tickets.automation.variables import OF_RULES
from tickets.models import Contact, Ticket

VALID_FOR = timedelta(days=14)
_ROW = (
    '<tr><td style="padding:0 0 8px"><a href="{link}" style="display:block;padding:10px 14px;'
    'border:1px solid #888888;border-radius:8px;text-decoration:none;color:inherit"><b>{score}</b>&ensp;{label}</a>'
    "</td></tr>"
)


def _text() -> str:
    names = {"company": "{{company.name}}", "reference": "{{ticket.number}}", "subject": "{{ticket.subject}}"}
    confirm = _("The links open a page where you confirm your answer. Nothing is sent before that.")
    lasts = ngettext("They work for %(days)s day.", "They work for %(days)s days.", VALID_FOR.days)
    return "\n\n".join([
        _("You asked %(company)s for help: %(reference)s, “%(subject)s”.") % names,
        "**{{survey.question}}**",
        "{{survey.answers}}",
        f"{confirm} {lasts % {'days': VALID_FOR.days}}",
        "[" + _("Do not ask me again") + "]({{survey.stop}})",
    ])  # fmt: skip


def values(ticket: Ticket, contact: Contact, question: Question, address: str, way_out: str) -> Callable[[str], Value]:
    """The value of each blank for one survey, whose page is at `address`, and the way out of all at `way_out`."""
    special: dict[str, Value] = {
        "survey.question": question.text,
        "survey.answers": _answers(question, address),
        "survey.link": Link(address),
        "survey.stop": Link(way_out),
        "contact.name": contact.name,
        "contact.first_name": contact.name.split(" ")[0],
    }
    return lambda word: special[word] if word in special else OF_RULES[word].value(ticket, None)


def _answers(question: Question, address: str) -> Block:
    rows = [(score, label, f"{address}?score={score}") for score, label in question.scale]
    text = "\n\n".join(f"{score} – {label}\n{link}" for score, label, link in rows)
    cells = "".join(_ROW.format(link=escape(link), score=score, label=escape(label)) for score, label, link in rows)
    table = f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">{cells}</table>'
    return Block(text, table)


def _sample(ticket: Ticket | None, agent) -> Callable[[str], Value]:
    question = question_for(get_language() or "")
    address = f"{base_url(current_tenant())}/survey/example"
    if ticket is not None:
        return values(ticket, ticket.requester, question, address, f"{base_url(current_tenant())}/no-surveys/example")
    known = {"survey.question": question.text, "survey.answers": _answers(question, address),
             "survey.link": Link(address), "survey.stop": Link(f"{base_url(current_tenant())}/no-surveys/example"),
             "company.name": current_tenant().name}  # fmt: skip
    return lambda word: known.get(word, _("(of a ticket)"))


SURVEY = declare(MailKind(
    key="survey",
    label=gettext_lazy("Survey"),
    says=gettext_lazy("After a ticket was solved, once the company’s delay is over."),
    subject=lambda: _("How did we do? (%s)") % "{{ticket.number}}",
    text=_text,
    blanks={word: variable.label for word, variable in OF_RULES.items()} | {
        "survey.question": gettext_lazy("The question"),
        "survey.answers": gettext_lazy("The five answers, each a link"),
        "survey.link": gettext_lazy("Address of the survey"),
        "survey.stop": gettext_lazy("Address to have no more surveys"),
    },
    needs=("survey.answers",),
    blocks=frozenset(["survey.answers"]),
    sample=_sample,
))  # fmt: skip
