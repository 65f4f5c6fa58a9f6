"""Proving the figures: everything derived from the event log once more, and compared with what is stored."""

from collections.abc import Iterator
from dataclasses import dataclass

from metrics import backlog, facts, rollups
from metrics.models import BacklogSnapshot, DailyRollup, DirtyTicket
from tickets.models import Ticket

TICKETS_A_TIME = 1000


@dataclass(frozen=True)
class Finding:
    """A table whose stored rows were not what the events say; `examples` name a few."""

    table: str
    gone: int
    added: int
    examples: list[str]

    def __str__(self):
        return f"{self.table}: {self.gone} rows too many, {self.added} missing; such as {'; '.join(self.examples)}"


def rebuild() -> list[Finding]:
    """Bring every stored figure of the open tenant to what its events say; returns what had been different."""
    return list(_walk(apply=True))


def check() -> list[Finding]:
    """Only look: an empty list proves that rebuilt and stored are the same."""
    return list(_walk(apply=False))


def _walk(apply: bool) -> Iterator[Finding]:
    if apply:
        DirtyTicket.objects.all().delete()
    for ids in _chunks():
        for model, difference in facts.differences(ids):
            yield from _found(model, difference, apply)
    yield from _found(DailyRollup, rollups.difference(None), apply)
    first = backlog.first_day()
    days = backlog.days_ended_since(first) if first else []
    yield from _found(BacklogSnapshot, backlog.difference(days), apply)


def _found(model, difference, apply: bool) -> Iterator[Finding]:
    if not difference:
        return
    if apply:
        difference.apply(model)
    examples = [str(row) for row in difference.rows[:3]]
    yield Finding(model._meta.verbose_name, len(difference.gone), len(difference.added), examples)


def _chunks() -> Iterator[list[int]]:
    last = 0
    while ids := list(Ticket.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:TICKETS_A_TIME]):
        yield ids
        last = ids[-1]
