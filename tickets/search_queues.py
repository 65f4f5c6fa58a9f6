"""A search becomes a queue: its operators as conditions, as far as queues know them; the rest is named."""

from dataclasses import dataclass, field

from helpdesk.accounts.models import Agent, Team
from tickets.models import Category, Channel, OwnQueue, Priority, StatusCategory, Whose, Work
from tickets.search_line import pairs
from tickets.triage import tag_name


@dataclass
class Translated:
    """A queue that nobody has saved yet, and what of the line it does not hold."""

    queue: OwnQueue
    left_out: list[str] = field(default_factory=list)


def translated(line: str, agent: Agent) -> Translated:
    """Read a search line as a queue."""
    made = Translated(OwnQueue(name=line[:60], conditions={"all": [], "any": []}))
    for operator, value in pairs(line):
        predicate = _predicate(operator, value, agent, made.queue)
        if predicate is None:
            made.left_out.append(f"{operator}:{value}" if operator else value)
        elif predicate:
            made.queue.conditions["all"].append(predicate)
    return made


def _predicate(operator: str, value: str, agent: Agent, queue: OwnQueue) -> dict | None:
    """A condition; empty where the queue says it otherwise, None where queues cannot say it."""
    if (operator, value.lower()) in (("status", "open"), ("is", "open")):
        queue.work = Work.OPEN
        return {}
    if (operator, value.lower()) in (("assignee", "me"), ("is", "mine")):
        queue.whose = Whose.MINE
        return {}
    if not operator:
        return {"field": "subject", "op": "contains", "value": [value]}
    found = _READERS[operator](value, agent) if operator in _READERS else None
    return found and {"field": found[0], "op": found[1], "value": [found[2]]}


def _status(value, _agent):
    category = {"solved": StatusCategory.RESOLVED.value}.get(value.lower(), value.lower())
    return ("status", "in", category) if category in StatusCategory.values else None


def _team(value, agent):
    team = Team.objects.visible_to(agent).filter(name__icontains=value).by_name().first()
    return ("team", "in", str(team.pk)) if team else None


def _category(value, _agent):
    category = Category.objects.filter(path__icontains=value).in_order().first()
    return ("category", "in", str(category.pk)) if category else None


_READERS = {
    "status": _status,
    "tag": lambda value, agent: ("tags", "has_any", tag_name(value)),
    "priority": lambda value, agent: ("priority", "in", value.lower()) if value.lower() in _PRIORITIES else None,
    "channel": lambda value, agent: ("channel", "in", value.lower()) if value.lower() in Channel.values else None,
    "team": _team,
    "category": _category,
    "type": lambda value, agent: ("type", "in", value),
    "language": lambda value, agent: ("language", "in", value.lower()),
}
_PRIORITIES = {priority.key for priority in Priority}
