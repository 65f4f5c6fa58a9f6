"""Using a macro on a ticket: its words with the blanks filled in, and its changes through the normal actions."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent, Team
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from tickets import assignment, lifecycle, triage
from tickets.automation.variables import filled
from tickets.models import Category, Macro, Priority, Status, Ticket

ME = "me"


@dataclass(frozen=True)
class Preview:
    """What using the macro would do: the words for the composer, and its changes in words."""

    text: str
    is_note: bool
    changes: list[str]


def preview(macro: Macro, ticket: Ticket, agent: Agent) -> Preview:
    """Look at a macro's outcome; nothing is changed."""
    steps = _steps(macro, agent)
    return Preview(filled(macro.text, ticket, agent), macro.is_note, [step.says for step in steps])


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


# In this order: what a rule or a required field may ask for comes before the status that asks.
_BUILDERS = {
    "priority": _priority,
    "category": _category,
    "add_tags": _add_tags,
    "team": _team,
    "assignee": _assignee,
    "status": _status,
}
