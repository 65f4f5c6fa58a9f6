"""The queues beside every desk page, with how many tickets wait in each."""

from django.shortcuts import render

from helpdesk.accounts.access import agent_required
from tickets import own_queues, queue_counts, queues
from tickets.queues import MOST_COUNTED
from tickets.starter_queues import Queue


def rail(agent, current: Queue | None = None) -> dict:
    """Values of the rail: the starter queues, those people made, and the teams' queues, each with its count."""
    waiting = queues.counts(agent)
    own = queue_counts.counts(agent, own_queues.seen_by(agent))
    rows: dict[str, list] = {"queues": [], "own_queues": [], "team_queues": []}
    for queue in queues.queues_for(agent):
        words = own.words[queue.own_id] if queue.own_id else _words(waiting.get(queue.key))
        rows[_part(queue)].append(_row(queue, words, current))
    return rows | {"counts_are_kept": own.is_kept}


@agent_required()
def show(request):
    """The rail alone, asked for again when tickets changed."""
    current = queues.queue_for(request.agent, request.GET.get("queue", ""))
    return render(request, "tickets/_rail.html", rail(request.agent, current) | {"queue": current})


def _part(queue: Queue) -> str:
    if queue.own_id is not None:
        return "own_queues"
    return "team_queues" if queue.team_id is not None else "queues"


def _words(waiting: int | None) -> str:
    if not waiting:
        return ""
    return f"{MOST_COUNTED - 1}+" if waiting >= MOST_COUNTED else str(waiting)


def _row(queue, words, current):
    return {
        "href": f"/desk/queues/{queue.key}/",
        "name": queue.name,
        "icon": queue.icon,
        "count": words,
        "tone": queue.tone if words else "",
        "current": bool(current and current.key == queue.key),
        "keys": {"mine": "g m", "unassigned": "g u", "open": "g a"}.get(queue.key, ""),
    }
