"""Whose ticket it is, and who is to know of it."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Agent, Team
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from tickets import assignment
from tickets.automation import things
from tickets.automation.actions.registry import Action, Doing, Refused, action
from tickets.automation.ticked import Ticked
from tickets.models import Ticket
from tickets.models.visibility import those_who_see

NOBODY = "nobody"
WHO = {
    "assignee": gettext_lazy("the owner"),
    "lead": gettext_lazy("the team's lead"),
    "team": gettext_lazy("the whole team"),
    "followers": gettext_lazy("the followers"),
}


def people(ticket: Ticket, who: set[str], agents=()) -> list[Agent]:
    """Those whom a rule means by these words (see WHO) or names by id, each once, if they may see the ticket."""
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
    if agents:
        found |= {one.pk: one for one in Agent.objects.active().select_related("user").filter(pk__in=agents)}
    return those_who_see(ticket, found.values())


def _agents() -> list[tuple[str, str]]:
    return [(str(agent.pk), agent.name) for agent in Agent.objects.able_to_answer().by_name()]


def _agent(values, *, able=True) -> Agent | None:
    pk = values.get("agent")
    rows = Agent.objects.able_to_answer() if able else Agent.objects.active()
    return rows.filter(pk=pk).first() if str(pk or "").isdigit() else None


def _select(label, choices: Callable, empty) -> Callable:
    return lambda: forms.ChoiceField(label=label, choices=[("", empty), *choices()])


def _read_agent(values) -> dict:
    if values.get("agent") == NOBODY:
        return {"agent": NOBODY}
    agent = _agent(values)
    if agent is None:
        raise Refused("agent", _("Choose an agent who answers customers."))
    return {"agent": agent.pk}


def _assign(ticket: Ticket, values, doing: Doing) -> str:
    if values["agent"] == NOBODY:
        assignment.unassign(ticket, by=doing.by)
        return _("put back into its queue")
    agent = _agent(values)
    if agent is None:
        raise assignment.CannotTake(_("the agent cannot take tickets any more"))
    assignment.assign(ticket, agent, by=doing.by, reason=doing.because)
    return _("assigned to %s") % agent.name


def _says_assign(values) -> str:
    if values["agent"] == NOBODY:
        return _("put it back into its queue")
    return _("assign it to %s") % (things.AGENTS.name(values["agent"]) or _("an agent who is gone"))


def _assign_broken(values) -> str:
    if values["agent"] == NOBODY or things.ANSWERING_AGENTS.name(values["agent"]):
        return ""
    return _("“%s”: that agent cannot take tickets any more; choose another.") % _says_assign(values)


def _read_team(values) -> dict:
    pk = values.get("team")
    if not str(pk or "").isdigit() or not Team.objects.filter(pk=pk).exists():
        raise Refused("team", _("Choose a team that exists."))
    return {"team": int(pk)}


def _hand_over(ticket: Ticket, values, doing: Doing) -> str:
    team = Team.objects.filter(pk=values["team"]).first()
    if team is None:
        return _("the team to hand over to is gone")
    assignment.hand_over(ticket, team, by=doing.by)
    return _("handed over to %s") % team.name


def _says_team(values) -> str:
    return _("hand over to %s") % (things.TEAMS.name(values["team"]) or _("a team that is gone"))


def _team_broken(values) -> str:
    return "" if things.TEAMS.name(values["team"]) else _("“%s”: choose another team.") % _says_team(values)


def _read_follower(values) -> dict:
    agent = _agent(values, able=False)
    if agent is None:
        raise Refused("agent", _("Choose an agent who is still here."))
    return {"agent": agent.pk}


def _follow(ticket: Ticket, values, doing: Doing) -> str:
    agent = _agent(values, able=False)
    if agent is None or not those_who_see(ticket, [agent]):
        return _("nobody to follow it: the agent is gone or may not see the ticket")
    assignment.follow(ticket, agent, by=doing.by)
    return _("%s follows it") % agent.name


def _says_follow(values) -> str:
    return _("let %s follow it") % (things.AGENTS.name(values["agent"]) or _("an agent who is gone"))


def _follow_broken(values) -> str:
    is_there = things.ACTIVE_AGENTS.name(values["agent"])
    return "" if is_there else _("“%s”: choose another agent.") % _says_follow(values)


def _read_notify(values) -> dict:
    who = [one for one in values.get("who") or [] if one]
    agents = [int(one) for one in values.get("agents") or [] if str(one).isdigit()]
    if set(who) - set(WHO) or not (who or agents):
        raise Refused("who", _("Say who is to be told: %s.") % ", ".join(str(word) for word in WHO.values()))
    there = set(Agent.objects.active().filter(pk__in=agents).values_list("pk", flat=True))
    if set(agents) - there:
        raise Refused("agents", _("Choose agents who are still here."))
    return {"who": who} | ({"agents": agents} if agents else {})


def _notify(ticket: Ticket, values, doing: Doing) -> str:
    if doing.event is None:
        return _("nobody was told")
    text = _("%(rule)s — %(subject)s") % {"rule": doing.because, "subject": ticket.subject}
    hearing = people(ticket, set(values["who"]), values.get("agents", ()))
    path = f"/desk/tickets/{ticket.number}/"
    told = tell(hearing, Notice.Kind.ESCALATED, doing.event, text=text, path=path, ticket_number=ticket.number)
    return _("told %s") % (", ".join(sorted(notice.agent.name for notice in told)) or _("nobody"))


def _says_notify(values) -> str:
    named = [things.AGENTS.name(pk) or _("an agent who is gone") for pk in values.get("agents", [])]
    return _("tell %s") % ", ".join([*(str(WHO[who]) for who in values["who"]), *sorted(named)])


def _notify_broken(values) -> str:
    is_gone = [pk for pk in values.get("agents", []) if not things.ACTIVE_AGENTS.name(pk)]
    return (
        _("“%s”: somebody of them is not here any more; tell somebody else.") % _says_notify(values) if is_gone else ""
    )


def _agent_spoken_of(values) -> list:
    pk = str(values["agent"])
    if pk == NOBODY:
        return []
    return [(rows, pk) for rows in (things.AGENTS, things.ACTIVE_AGENTS, things.ANSWERING_AGENTS)]


def _agents_spoken_of(values) -> list:
    return [(rows, str(pk)) for pk in values.get("agents", []) for rows in (things.AGENTS, things.ACTIVE_AGENTS)]


def _notify_fields() -> dict[str, forms.Field]:
    return {
        "who": forms.MultipleChoiceField(label=_("Tell"), choices=list(WHO.items()), required=False, widget=Ticked),
        "agents": forms.MultipleChoiceField(label=_("And by name"), choices=_agents(), required=False, widget=Ticked),
    }


action(
    Action(
        "assign", gettext_lazy("Give it to an agent"),
        lambda: {"agent": _select(_("Agent"), lambda: [(NOBODY, _("nobody: back into its queue")), *_agents()], "–")()},
        _read_agent, _says_assign, _assign, _assign_broken, ("owner",),
        speaks_of=_agent_spoken_of,
    )
)  # fmt: skip
action(
    Action(
        "reassign", gettext_lazy("Hand it over to a team"),
        lambda: {"team": _select(_("Team"), lambda: list(Team.objects.by_name().values_list("pk", "name")), "–")()},
        _read_team, _says_team, _hand_over, _team_broken, ("team", "owner"),
        speaks_of=lambda values: [(things.TEAMS, str(values["team"]))],
    )
)  # fmt: skip
action(
    Action(
        "follow", gettext_lazy("Add a follower"), lambda: {"agent": _select(_("Agent"), _agents, "–")()},
        _read_follower, _says_follow, _follow, _follow_broken, speaks_of=_agent_spoken_of,
    )
)  # fmt: skip
action(
    Action(
        "notify", gettext_lazy("Tell colleagues"), _notify_fields, _read_notify, _says_notify, _notify, _notify_broken,
        speaks_of=_agents_spoken_of,
    )
)  # fmt: skip
