"""Using a macro on a ticket: its words with the blanks filled in, and its changes through the normal actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from tickets import assignment, checklists, lifecycle, triage
from tickets.automation import things
from tickets.automation.conditions.offers import Rows
from tickets.automation.variables import filled
from tickets.models import Category, Checklist, Macro, Priority, Status, Ticket

ME = "me"
# What a macro sets, where that is a row of the company's: told as it is called, and missed where it is gone.
ROWS = {
    "category": things.USABLE_CATEGORIES,
    "checklist": things.USABLE_CHECKLISTS,
    "team": things.TEAMS,
    "assignee": things.ANSWERING_AGENTS,
    "status": things.USABLE_STATUSES,
}


@dataclass(frozen=True)
class Preview:
    """What using the macro would do: the words for the composer, its changes in words, and what it cannot do."""

    text: str
    is_note: bool
    changes: list[str]
    broken: list[str]


def preview(macro: Macro, ticket: Ticket, agent: Agent) -> Preview:
    """Look at a macro's outcome; nothing is changed."""
    steps = _steps(macro, agent)
    return Preview(filled(macro.text, ticket, agent), macro.is_note, [step.says for step in steps], broken(macro))


def speaks_of(changes: Mapping[str, Any]) -> list[tuple[Rows, str]]:
    """Which rows of the company's the changes set or add."""
    found = [(rows, str(changes[key])) for key, rows in ROWS.items() if changes.get(key) and changes[key] != ME]
    return [*found, *((things.TAGS, name) for name in changes.get("add_tags", []))]


def broken(macro: Macro) -> list[str]:
    """What the macro would set and is not offered any more, each with what to do; empty where all is well."""
    lost = [key for key, rows in ROWS.items() if _is_lost(rows, macro.changes.get(key))]
    text = _("%s: what it sets is not there or not offered any more; choose another, or leave it as it is.")
    return [text % LABELS[key] for key in lost]


def _is_lost(rows: Rows, value: Any) -> bool:
    return bool(value) and value != ME and not rows.name(value)


@transaction.atomic
def apply(macro: Macro, ticket: Ticket, *, by: Agent) -> Preview:
    """Make the macro's changes to the ticket and return its words, which the agent reads before they are sent.

    Each change is the normal action with its own event; one that no longer makes sense (a status that was
    deactivated, a team that is gone) is left out. Raises what the actions raise, and then nothing is changed.
    """
    done = preview(macro, ticket, by)
    for step in _steps(macro, by):
        step.act(ticket)
    return done


@dataclass(frozen=True)
class _Step:
    says: str
    act: object


def _steps(macro: Macro, agent: Agent) -> list[_Step]:
    actor = Actor.agent(agent)
    made = [
        builder(macro.changes.get(key), agent, actor) for key, builder in _BUILDERS.items() if macro.changes.get(key)
    ]
    return [step for step in made if step is not None] if allow(agent, "ticket.edit") else []


def _priority(key, agent, actor):
    priority = Priority.from_key(key)
    says = _("Priority: %(value)s") % {"value": priority.label}
    return _Step(says, lambda ticket: triage.set_priority(ticket, priority, by=actor))


def _category(pk, agent, actor):
    category = Category.objects.usable().filter(pk=pk).first()
    if category is None:
        return None
    says = _("Category: %(value)s") % {"value": category.path}
    return _Step(says, lambda ticket: triage.set_category(ticket, category, by=actor))


def _checklist(pk, agent, actor):
    checklist = Checklist.objects.usable().filter(pk=pk).first()
    if checklist is None:
        return None
    says = _("Checklist: %(value)s") % {"value": checklist.name}
    return _Step(says, lambda ticket: checklists.add(ticket, checklist, by=actor))


def _add_tags(names, agent, actor):
    says = _("Tags: %(value)s") % {"value": " ".join(f"+{name}" for name in names)}
    return _Step(says, lambda ticket: triage.change_tags(ticket, add=names, by=actor))


def _team(pk, agent, actor):
    team = Team.objects.filter(pk=pk).first()
    if team is None:
        return None
    return _Step(
        _("Team: %(value)s") % {"value": team.name}, lambda ticket: assignment.hand_over(ticket, team, by=actor)
    )


def _assignee(who, agent, actor):
    owner = agent if who == ME else Agent.objects.able_to_answer().active().filter(pk=who).first()
    if owner is None:
        return None
    return _Step(
        _("Owner: %(value)s") % {"value": owner.name}, lambda ticket: assignment.assign(ticket, owner, by=actor)
    )


def _status(pk, agent, actor):
    status = Status.objects.usable().filter(pk=pk).first()
    if status is None:
        return None
    says = _("Status: %(value)s") % {"value": status.name}
    return _Step(says, lambda ticket: lifecycle.set_status(ticket, status, by=actor))


LABELS = {
    "category": gettext_lazy("Category"),
    "checklist": gettext_lazy("Checklist"),
    "team": gettext_lazy("Team"),
    "assignee": gettext_lazy("Owner"),
    "status": gettext_lazy("Status"),
}
# In this order: what a rule or a required field may ask for comes before the status that asks.
_BUILDERS = {
    "priority": _priority,
    "category": _category,
    "checklist": _checklist,
    "add_tags": _add_tags,
    "team": _team,
    "assignee": _assignee,
    "status": _status,
}
