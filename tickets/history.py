"""A ticket's history as one agent may read it: it names other tickets to those who see them, and to nobody else."""

from collections.abc import Iterable

from helpdesk.accounts.models import Agent
from helpdesk.events.models import Event
from tickets.models import Ticket


def named_for(events: Iterable[Event], agent: Agent) -> list[Event]:
    """The events; what they name is named where the agent sees it. No statement where they name nothing."""
    events = list(events)
    named = set().union(*(event.named_ids() for event in events))
    if named:
        seen = Ticket.objects.visible_to(agent).filter(pk__in=named).values_list("pk", flat=True)
        seen_ids = frozenset(seen)
        for event in events:
            event.may_name = seen_ids
    return events
