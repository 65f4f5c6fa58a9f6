"""Checking stored clocks against the event log, ticket by ticket: a whole company, or every night a sample."""

import random
from collections.abc import Iterator

from django.db.models import Max, Min

from helpdesk.base import clock
from sla import replay
from sla.models import Drift
from tickets.models import Ticket

A_TIME = 500
SAMPLE = 500
PROBES_PER_TICKET = 4  # numbers drawn for one ticket found: ids of a company are spread among everybody's


def some_ids(after: int = 0, most: int = A_TIME) -> list[int]:
    """The next tickets of the open tenant beyond an id, oldest first; empty at the end."""
    return list(Ticket.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def sample_ids(most: int = SAMPLE) -> list[int]:
    """Half of them changed last, the others drawn from all times."""
    newest = list(Ticket.objects.order_by("-last_event_at", "-id").values_list("pk", flat=True)[: most // 2])
    ends = Ticket.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    drawn = [random.randint(ends["first"], ends["last"]) for _n in range(most * PROBES_PER_TICKET)]  # noqa: S311
    others = Ticket.objects.filter(pk__in=drawn).exclude(pk__in=newest).values_list("pk", flat=True)
    return newest + list(others[: most - len(newest)])


def check(ids: list[int]) -> Iterator[tuple[Ticket, list[str]]]:
    """Each ticket whose stored clocks are not what its log gives, and how they differ. Changes nothing."""
    tickets = list(Ticket.objects.filter(pk__in=ids).order_by("pk"))
    wrong = replay.differences_among(tickets, clock.now())
    return ((ticket, wrong[ticket.pk]) for ticket in tickets if wrong[ticket.pk])


def check_sample() -> int:
    """Look at a sample and at what was found before; keep what is wrong, settle what is right again.

    Returns how many tickets are wrong. Nothing is repaired by itself: a difference is a fault somebody must see.
    """
    standing = set(Drift.objects.standing().values_list("ticket_id", flat=True))
    ids = [*standing, *sample_ids()]
    wrong = dict(check(ids))
    now = clock.now()
    for ticket, says in wrong.items():
        Drift.objects.update_or_create(ticket=ticket, settled_at=None, defaults={"says": says, "found_at": now})
    settled = standing - {ticket.pk for ticket in wrong}
    Drift.objects.standing().filter(ticket__in=settled).update(settled_at=now)
    return len(wrong)
