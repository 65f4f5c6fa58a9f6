"""What an escalation rule can do to a ticket, as it is stored, as people read it, and as it is done."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from sla import levels
from tickets import assignment, conversation, triage
from tickets.access import those_who_see
from tickets.models import Priority, Ticket

Done = str  # what was done, in words
Action = Callable[[Ticket, Mapping[str, Any], Actor], Done]
WHO = {
    "assignee": gettext_lazy("the owner"),
    "lead": gettext_lazy("the team's lead"),
    "team": gettext_lazy("the whole team"),
    "followers": gettext_lazy("the followers"),
}


class RuleRefused(ValueError):
    """The rule cannot work; `field` says where, the message what to do."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


def read_actions(actions: Any) -> list[dict[str, Any]]:
    """Return clean actions. Raises RuleRefused naming what cannot be done."""
    if not isinstance(actions, list) or not actions:
        raise RuleRefused("actions", _("Say what is to be done: at least one action."))
    for number, action in enumerate(actions):
        where = f"actions[{number}]"
        if not isinstance(action, Mapping) or action.get("do") not in {*ACTIONS, "notify"}:
            raise RuleRefused(where, _("Unknown action; use one of: %s.") % ", ".join([*ACTIONS, "notify"]))
        if action["do"] == "notify" and (not action.get("who") or set(action["who"]) - set(WHO)):
            raise RuleRefused(f"{where}.who", _("Say who is to be told: %s.") % ", ".join(WHO))
        if action["do"] == "reassign" and not Team.objects.filter(pk=action.get("team")).exists():
            raise RuleRefused(f"{where}.team", _("Choose a team that exists."))
        if action["do"] in ("note", "tag") and not str(action.get("text", "")).strip():
            raise RuleRefused(f"{where}.text", _("Write what is to be added."))
    return [dict(action) for action in actions]


def in_words(action: Mapping[str, Any]) -> str:
    """Return an action as a person would say it."""
    match action["do"]:
        case "notify":
            return _("tell %s") % ", ".join(str(WHO[who]) for who in action["who"])
        case "raise_priority":
            return _("raise the priority to %s") % action["to"] if action.get("to") else _("raise the priority")
        case "reassign":
            team = Team.objects.filter(pk=action["team"]).first()
            return _("hand over to %s") % (team or _("a team that is gone"))
        case "tag":
            return _("add the tag %s") % action["text"]
        case "escalate":
            return _("escalate to the next level")
    return _("add a note")


def people(ticket: Ticket, who: set[str]) -> list[Agent]:
    """Those whom a rule means by these words (see WHO), each once, if they may see the ticket."""
    team = ticket.team or Team.objects.filter(is_default=True).first()
    found: dict[int, Agent] = {}
    if "assignee" in who and ticket.assignee:
        found[ticket.assignee_id] = ticket.assignee
    if "lead" in who and team and team.lead:
        found[team.lead_id] = team.lead
    if "team" in who and team:
        found |= {agent.pk: agent for agent in Agent.objects.active().in_team(team)}
    if "followers" in who:
        found |= {one.agent_id: one.agent for one in ticket.followers.select_related("agent__user")}
    return those_who_see(ticket, found.values())


def _raise_priority(ticket: Ticket, action: Mapping[str, Any], by: Actor) -> Done:
    before = ticket.priority_key
    goal = Priority.from_key(action["to"]) if action.get("to") else None
    after = triage.raise_priority(ticket, by=by, to=goal).priority_key
    return _("priority %(before)s → %(after)s") % {"before": before, "after": after}


def _reassign(ticket: Ticket, action: Mapping[str, Any], by: Actor) -> Done:
    team = Team.objects.filter(pk=action["team"]).first()
    if team is None:
        return _("the team to hand over to is gone")
    assignment.hand_over(ticket, team, by=by)
    return _("handed over to %s") % team.name


def _tag(ticket: Ticket, action: Mapping[str, Any], by: Actor) -> Done:
    triage.change_tags(ticket, add=[action["text"]], by=by)
    return _("tagged %s") % action["text"]


def _note(ticket: Ticket, action: Mapping[str, Any], by: Actor) -> Done:
    conversation.note(ticket, conversation.Words(text=action["text"]), by=by)
    return _("note added")


def _escalate(ticket: Ticket, action: Mapping[str, Any], by: Actor) -> Done:
    row = levels.escalate(ticket, by=by, because=_("a rule"))
    return (
        _("escalated to level %(level)s, %(team)s") % {"level": row.level, "team": row.team}
        if row
        else _("no higher level to escalate to")
    )


ACTIONS: dict[str, Action] = {
    "raise_priority": _raise_priority,
    "reassign": _reassign,
    "tag": _tag,
    "note": _note,
    "escalate": _escalate,
}
