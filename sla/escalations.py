"""What an escalation rule does when its moment has come: once, with all its effects in one transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from sla import conditions
from sla.events import CLOCK_ESCALATED, ESCALATION_RULE_CHANGED
from sla.models import Deadline, EscalationRule, Firing, Metric
from tickets import assignment, conversation, triage
from tickets.locking import locked
from tickets.models import Priority, Ticket

Done = str
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


def fire(deadline: Deadline, ticket: Ticket) -> Firing | None:
    """Let the rule of a due deadline act on its locked ticket; None where its conditions no longer hold.

    The unique firing row stands before any effect, so a point acts once however often it is tried.
    """
    rule = deadline.rule
    if not _still_applies(rule, deadline, ticket):
        return None
    firing = _claim(deadline, ticket)
    if firing is None:
        return None
    by = Actor.system(f"rule/{rule.pk}")
    firing.results = [_ACTIONS[action["do"]](ticket, action, by) for action in rule.actions if action["do"] != "notify"]
    # The actions moved the row on; the event must be numbered after theirs.
    _notify(firing, rule, locked(ticket), by)
    firing.save(update_fields=["results"])
    return firing


def read_actions(actions: Any) -> list[dict[str, Any]]:
    """Return clean actions. Raises RuleRefused naming what cannot be done."""
    if not isinstance(actions, list) or not actions:
        raise RuleRefused("actions", _("Say what is to be done: at least one action."))
    for number, action in enumerate(actions):
        where = f"actions[{number}]"
        if not isinstance(action, Mapping) or action.get("do") not in {*_ACTIONS, "notify"}:
            raise RuleRefused(where, _("Unknown action; use one of: %s.") % ", ".join([*_ACTIONS, "notify"]))
        if action["do"] == "notify" and (not action.get("who") or set(action["who"]) - set(WHO)):
            raise RuleRefused(f"{where}.who", _("Say who is to be told: %s.") % ", ".join(WHO))
        if action["do"] == "reassign" and not Team.objects.filter(pk=action.get("team")).exists():
            raise RuleRefused(f"{where}.team", _("Choose a team that exists."))
        if action["do"] in ("note", "tag") and not str(action.get("text", "")).strip():
            raise RuleRefused(f"{where}.text", _("Write what is to be added."))
    return [dict(action) for action in actions]


@transaction.atomic
def save(rule: EscalationRule, *, by: Actor) -> EscalationRule:
    """Keep a new or changed rule; points that are still ahead follow it. Raises RuleRefused, ConditionsRefused."""
    rule.actions = read_actions(rule.actions)
    rule.conditions = conditions.read(rule.conditions, conditions.RULE_FIELDS)
    is_new = rule.pk is None
    rule.changed_at = clock.now()
    if is_new:
        last = EscalationRule.objects.order_by("-position").values_list("position", flat=True).first()
        rule.position = (last or 0) + 1
    else:
        rule.version += 1
    rule.save()
    record(ESCALATION_RULE_CHANGED, rule, by=by, name=rule.name, changes=_("added") if is_new else _("changed"))
    return rule


@transaction.atomic
def delete(rule: EscalationRule, *, by: Actor) -> None:
    """Take a rule away: what it did stays on record, what it would have done is cancelled."""
    rule.deleted_at, rule.is_active = clock.now(), False
    rule.save(update_fields=["deleted_at", "is_active"])
    Deadline.objects.pending().filter(rule=rule).update(state=Deadline.State.CANCELLED)
    record(ESCALATION_RULE_CHANGED, rule, by=by, name=rule.name, changes=_("deleted"))


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
    return _("add a note")


def _claim(deadline: Deadline, ticket: Ticket) -> Firing | None:
    """The row that makes a point fire once; None where it has fired."""
    try:
        with transaction.atomic():
            return Firing.objects.create(
                rule=deadline.rule,
                rule_version=deadline.rule.version,
                ticket=ticket,
                clock=deadline.clock,
                point_key=deadline.point_key,
                point_at=deadline.fire_at,
                fired_at=clock.now(),
                inputs={"priority": ticket.priority_key, "status": ticket.status_category},
            )
    except IntegrityError:
        return None


def _still_applies(rule: EscalationRule, deadline: Deadline, ticket: Ticket) -> bool:
    if not rule.is_active or not ticket.is_present:
        return False
    policy = deadline.clock.policy_version.policy_id if deadline.clock else None
    if rule.policies and policy not in rule.policies:
        return False
    return conditions.judge(rule.conditions, ticket).holds


def _notify(firing: Firing, rule: EscalationRule, ticket: Ticket, by: Actor) -> None:
    about = str(Metric(firing.clock.metric).label) if firing.clock else str(EscalationRule.Trigger(rule.trigger).label)
    event = record(
        CLOCK_ESCALATED,
        ticket,
        by=by,
        rule=rule.name,
        about=about,
        done="; ".join(in_words(action) for action in rule.actions),
        firing=firing.pk,
        point_at=firing.point_at.isoformat(),
    )
    who = {one for action in rule.actions if action["do"] == "notify" for one in action["who"]}
    agents = _people(ticket, who)
    text = _("%(rule)s — %(subject)s (%(about)s)") % {"rule": rule.name, "subject": ticket.subject, "about": about}
    told = tell(
        agents,
        Notice.Kind.ESCALATED,
        event,
        text=text,
        path=f"/desk/tickets/{ticket.number}/",
        ticket_number=ticket.number,
    )
    firing.results.append(_("told %s") % (", ".join(sorted(one.agent.name for one in told)) or _("nobody")))


def _people(ticket: Ticket, who: set[str]) -> list[Agent]:
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
    return list(found.values())


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


_ACTIONS: dict[str, Action] = {
    "raise_priority": _raise_priority,
    "reassign": _reassign,
    "tag": _tag,
    "note": _note,
}
