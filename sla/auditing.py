"""Checking stored clocks against the event log, ticket by ticket: a whole company, or every night a sample."""

import random
from collections.abc import Iterator

from django.db.models import Max

from helpdesk.base import clock
from sla import replay
from sla.models import Drift
from tickets.models import Ticket

A_TIME = 500
SAMPLE = 500


def some_ids(after: int = 0, most: int = A_TIME) -> list[int]:
    """The next tickets of the open tenant beyond an id, oldest first; empty at the end."""
    return list(Ticket.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def sample_ids(most: int = SAMPLE) -> list[int]:
    """Half of them changed last, the others drawn from all times: by their numbers, which have no gaps."""
    newest = list(Ticket.objects.order_by("-last_event_at", "-id").values_list("pk", flat=True)[: most - most // 2])
    last = Ticket.objects.aggregate(last=Max("number"))["last"] or 0
    drawn = random.sample(range(1, last + 1), min(most // 2, last))
    others = Ticket.objects.filter(number__in=drawn).values_list("pk", flat=True)
    return list(dict.fromkeys([*newest, *others]))


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
