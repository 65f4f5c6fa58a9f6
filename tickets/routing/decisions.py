"""What routing decided is written down, so that "why Bo?" has an answer later."""

from helpdesk.accounts.models import Team
from helpdesk.base import clock
from tickets.models import RoutingDecision, Ticket
from tickets.routing.asking import Request
from tickets.routing.choosing import Candidate, Choice
from tickets.routing.reasons import Why

MOST_KEPT = 60


def remember(ticket: Ticket, team: Team, choice: Choice, request: Request, *, why: str = "") -> None:
    """Keep the decision. Nobody again, for the same reasons, is the decision that stands already."""
    agent_id = choice.chosen.agent_id if choice.chosen else None
    candidates, asked = _rows(choice, request), request.written()
    if agent_id is None and not why:
        newest = ticket.routing_decisions.order_by("-id").values_list("agent", "team", "candidates", "asked")
        if newest.first() == (None, team.pk, candidates, asked):
            return
    RoutingDecision.objects.create(
        ticket=ticket,
        team=team,
        agent_id=agent_id,
        at=clock.now(),
        why=why or choice.why,
        candidates=candidates,
        asked=asked,
    )


def newest_of(ticket: Ticket) -> RoutingDecision | None:
    return ticket.routing_decisions.select_related("agent", "team").order_by("-id").first()


def _rows(choice: Choice, request: Request) -> list[dict]:
    """The chosen one first. A team of hundreds is not written down whole with every ticket."""
    ordered = sorted(choice.reasons, key=lambda row: row[0] is not choice.chosen)
    return [_row(each, why, request) for each, why in ordered[:MOST_KEPT]]


def _row(candidate: Candidate, why: str, request: Request) -> dict:
    row = {
        "agent": candidate.agent_id,
        "name": candidate.name,
        "why": str(why),
        "load": candidate.load,
        "limit": candidate.limit,
    }
    if why == Why.LACKS_SKILL:
        row["lacks"] = [need.skill for need in request.needs if need.skill_id not in candidate.skills]
    return row
