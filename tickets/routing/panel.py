"""Beside a ticket: why it has the owner that routing gave it, or why it has none yet."""

from django.utils.translation import gettext as _

from tickets.models import RoutingDecision, Ticket
from tickets.panels import reason
from tickets.routing import decisions
from tickets.routing.reasons import in_words


@reason("routing", "tickets/panels/routing.html", position=20)
def routing(ticket: Ticket, agent):
    """What routing decided last. An owner whom a person chose needs no such reason: the history names the person."""
    decision = decisions.newest_of(ticket)
    if decision is None or decision.agent_id != ticket.assignee_id:
        return None
    if decision.agent is None and not (ticket.is_open and decision.team_id == ticket.team_id):
        return None
    return {
        "title": _title(decision),
        "at": decision.at,
        "team": decision.team.name if decision.team else "",
        "people": [
            (row["name"], in_words(row["why"], row["load"], row["limit"], row.get("lacks", ())))
            for row in decision.candidates
        ],
        "asked": list(_asked(decision.asked)),
    }


def _asked(asked: dict):
    """What the ticket asked for, a sentence each."""
    if asked.get("placed"):
        yield _("In this team because: %s.") % asked["placed"]
    for need in asked.get("needs", ()):
        yield _("Asks for %(skill)s (%(what)s).") % need
    if asked.get("waived"):
        yield _("Nobody with that could take it in time, so it went to anybody.")
    if (weight := asked.get("weight", 1)) != 1:
        yield _("Weighs as much as %(count)s usual tickets.") % {"count": weight}


def _title(decision: RoutingDecision) -> str:
    if decision.agent is None:
        return _("Why nobody yet?")
    return _("Why %(name)s?") % {"name": decision.agent.name}
