"""The queues beside every desk page, with how many tickets wait in each."""

from django.shortcuts import render

from helpdesk.accounts.access import agent_required
from tickets import queues
from tickets.queues import MOST_COUNTED, Queue


def rail(agent, current: Queue | None = None) -> dict:
    """Values of the rail: the starter queues and the teams' queues, each with its count in words."""
    shown = queues.queues_for(agent)
    waiting = queues.counts(agent)
    rows = [_row(queue, waiting.get(queue.key), current) for queue in shown]
    return {"queues": [r for r in rows if not r["is_team"]], "team_queues": [r for r in rows if r["is_team"]]}


@agent_required()
def show(request):
    """The rail alone, asked for again when tickets changed."""
    current = queues.queue_for(request.agent, request.GET.get("queue", ""))
    return render(request, "tickets/_rail.html", rail(request.agent, current) | {"queue": current})


def _row(queue, waiting, current):
    words = "" if not waiting else (f"{MOST_COUNTED - 1}+" if waiting >= MOST_COUNTED else str(waiting))
    return {
        "href": f"/desk/queues/{queue.key}/",
        "name": queue.name,
        "icon": queue.icon,
        "count": words,
        "tone": queue.tone if waiting else "",
        "current": bool(current and current.key == queue.key),
        "is_team": queue.team_id is not None,
        "keys": {"mine": "g m", "unassigned": "g u", "open": "g a"}.get(queue.key, ""),
    }
