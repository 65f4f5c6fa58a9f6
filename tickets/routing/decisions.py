"""What routing decided is written down, so that "why Bo?" has an answer later."""

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from tickets.models import RoutingDecision, Ticket
from tickets.routing.choosing import Choice

MOST_KEPT = 60


def remember(ticket: Ticket, team: Team, choice: Choice) -> None:
    """Keep the decision. Nobody again, for the same reasons, is the decision that stands already."""
    agent_id = choice.chosen.agent_id if choice.chosen else None
    candidates = _rows(choice)
    if agent_id is None:
        newest = newest_of(ticket)
        if newest and (newest.agent_id, newest.team_id, newest.candidates) == (None, team.pk, candidates):
            return
    RoutingDecision.objects.create(
        ticket=ticket, team=team, agent_id=agent_id, at=clock.now(), why=choice.why, candidates=candidates
    )


def newest_of(ticket: Ticket) -> RoutingDecision | None:
    return ticket.routing_decisions.select_related("agent", "team").order_by("-id").first()


def _rows(choice: Choice) -> list[dict]:
    """The chosen one first. A team of hundreds is not written down whole with every ticket."""
    ordered = sorted(choice.reasons, key=lambda row: row[0] is not choice.chosen)
    return [
        {"agent": each.agent_id, "name": each.name, "why": str(why), "load": each.load, "limit": each.limit}
        for each, why in ordered[:MOST_KEPT]
    ]
