"""What can be changed on many tickets at once: how each stands on a ticket, how it is set, and who may.

Values are what JSON can hold (ids, keys, lists of names), so that a change can be told, compared and taken back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from tickets import answering, assignment, fields, lifecycle, staleness, triage
from tickets.conversation import Words
from tickets.models import Category, Priority, Status, Ticket


class Gone(ValueError):
    """What was chosen does not exist any more."""


@dataclass(frozen=True)
class BulkField:
    """`of(ticket)` is what stands there now, `put(ticket, value, actor)` sets it; `named(value)` says it in words.

    `moves` names the fields that setting it may change too, `back` takes the change back where `put` would do more.
    """

    label: str | Promise
    capability: str
    of: Callable[[Ticket], Any]
    put: Callable[[Ticket, Any, Actor], Any]
    named: Callable[[Any], str]
    concerns: str = ""  # in tickets.staleness: which events changed the same thing; none for what only adds
    moves: tuple[str, ...] = ()
    back: Callable[[Ticket, Any, Actor], Any] | None = None


def _one(rows, pk):
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Gone(_("What was chosen is not there any more."))
    return found


def _named(rows, none: str) -> Callable[[Any], str]:
    def named(pk) -> str:
        row = rows().filter(pk=pk).first() if pk else None
        return str(row) if row else str(_(none)) if not pk else _("(gone)")

    return named


def _put_assignee(ticket, pk, actor):
    if pk is None:
        return assignment.unassign(ticket, by=actor)
    return assignment.assign(ticket, _one(Agent.objects.active(), pk), by=actor)


def _put_team(ticket, pk, actor):
    return assignment.hand_over(ticket, _one(Team.objects.all(), pk) if pk else None, by=actor)


def _give_back_team(ticket, pk, actor):
    return assignment.hand_over(ticket, _one(Team.objects.all(), pk) if pk else None, by=actor, keeps_owner=True)


def _put_status(ticket, pk, actor):
    return lifecycle.set_status(ticket, _one(Status.objects.usable(), pk), by=actor)


def _put_category(ticket, pk, actor):
    return triage.set_category(ticket, _one(Category.objects.all(), pk) if pk else None, by=actor)


def _answer(ticket, text, actor):
    return answering.answer(ticket, Words.typed(text), by=Agent.objects.get(pk=actor.id))


def _put_spam(ticket, is_spam, actor):
    return (lifecycle.mark_spam if is_spam else lifecycle.restore)(ticket, by=actor)


def tags_of(ticket: Ticket) -> list[str]:
    return sorted(ticket.ticket_tags.values_list("tag__name", flat=True))


FIELDS: dict[str, BulkField] = {
    "assignee": BulkField(
        gettext_lazy("Owner"), "ticket.edit", lambda t: t.assignee_id, _put_assignee,
        _named(Agent.objects.all, gettext_lazy("Nobody")), "assignee",
    ),
    "team": BulkField(
        gettext_lazy("Team"), "ticket.edit", lambda t: t.team_id, _put_team,
        _named(Team.objects.all, gettext_lazy("No team")), "team", ("assignee",), _give_back_team,
    ),
    # Said before the status, which may be the end of it; what was said is not taken back.
    "answer": BulkField(
        gettext_lazy("Answer"), "ticket.reply", lambda t: None, _answer, lambda text: text[:80],
    ),
    "status": BulkField(
        gettext_lazy("Status"), "ticket.resolve", lambda t: t.status_id, _put_status,
        _named(Status.objects.all, ""), "status",
    ),
    "priority": BulkField(
        gettext_lazy("Priority"), "ticket.edit", lambda t: t.priority,
        lambda ticket, value, actor: triage.set_priority(ticket, value, by=actor),
        lambda value: str(Priority(value).label), "priority",
    ),
    "category": BulkField(
        gettext_lazy("Category"), "ticket.edit", lambda t: t.category_id, _put_category,
        _named(Category.objects.all, gettext_lazy("No category")), "category",
    ),
    "add_tags": BulkField(
        gettext_lazy("Add tags"), "ticket.edit", tags_of,
        lambda ticket, names, actor: triage.change_tags(ticket, add=names, by=actor), ", ".join,
    ),
    "remove_tags": BulkField(
        gettext_lazy("Remove tags"), "ticket.edit", tags_of,
        lambda ticket, names, actor: triage.change_tags(ticket, remove=names, by=actor), ", ".join,
    ),
    "spam": BulkField(
        gettext_lazy("Spam"), "ticket.spam", lambda t: t.is_spam, _put_spam,
        lambda value: _("yes") if value else _("no"), "spam",
    ),
}  # fmt: skip
REFUSALS = (lifecycle.TicketClosed, assignment.CannotTake, fields.MissingFields, Gone, staleness.ChangedMeanwhile)


def in_words(changes: dict) -> str:
    """The wish in one line: "Priority: High; Add tags: vip"."""
    return "; ".join(f"{FIELDS[name].label}: {FIELDS[name].named(value)}" for name, value in changes.items())
