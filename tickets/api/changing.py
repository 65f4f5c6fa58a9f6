"""Changing several things of a ticket at once: each by its own action, all in the request's one transaction."""

from django.core.exceptions import PermissionDenied

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow
from helpdesk.events.actors import Actor
from tickets import assignment, lifecycle, privacy, triage
from tickets.models import Priority, StatusCategory, Ticket


def change(ticket: Ticket, values: dict, *, by: Agent) -> None:
    """Do what `values` (TicketChanges) say. What must be filled before solving may be filled by the same request,
    and a new team may drop an owner whom the same request then names: hence the order of STEPS."""
    _require_rights(by, values)
    actor = Actor.agent(by)
    for name, step in STEPS.items():
        if name in values:
            step(ticket, values[name], actor)


def _require_rights(agent: Agent, values: dict) -> None:
    for name, value in values.items():
        if not allow(agent, _capability(name, value)):
            raise PermissionDenied


def _capability(name: str, value) -> str:
    if name == "is_spam":
        return "ticket.spam"
    if name == "status" and value.category in (StatusCategory.RESOLVED, StatusCategory.CLOSED):
        return "ticket.resolve"
    return "ticket.edit"


def _set_tags(ticket: Ticket, names: list[str], by: Actor) -> None:
    wanted = {triage.tag_name(name) for name in names}
    has = set(ticket.ticket_tags.values_list("tag__name", flat=True))
    triage.change_tags(ticket, add=wanted - has, remove=has - wanted, by=by)


def _assign(ticket: Ticket, agent: Agent | None, by: Actor) -> None:
    if agent is None:
        assignment.unassign(ticket, by=by)
    else:
        assignment.assign(ticket, agent, by=by)


def _make_private(ticket: Ticket, is_private: bool, by: Actor) -> None:
    if is_private:
        privacy.make_private(ticket, by=Agent.objects.get(pk=by.id))
    else:
        privacy.make_public(ticket, by=by)


STEPS = {
    "subject": lambda ticket, subject, by: triage.rename(ticket, subject, by=by),
    "kind": lambda ticket, kind, by: triage.set_kind(ticket, kind, by=by),
    "priority": lambda ticket, key, by: triage.set_priority(ticket, Priority.from_key(key), by=by),
    "category": lambda ticket, category, by: triage.set_category(ticket, category, by=by),
    "custom_fields": lambda ticket, values, by: triage.set_fields(ticket, values, by=by),
    "tags": _set_tags,
    "add_tags": lambda ticket, names, by: triage.change_tags(ticket, add=names, by=by),
    "remove_tags": lambda ticket, names, by: triage.change_tags(ticket, remove=names, by=by),
    "is_spam": lambda ticket, is_spam, by: (lifecycle.mark_spam if is_spam else lifecycle.restore)(ticket, by=by),
    "team": lambda ticket, team, by: assignment.hand_over(ticket, team, by=by),
    "assignee": _assign,
    "is_private": _make_private,
    "status": lambda ticket, status, by: lifecycle.set_status(ticket, status, by=by),
}
