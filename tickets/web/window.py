"""Which messages of a long conversation its page shows: how it began, what is new, what the customer said last."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise

from tickets.models import Message, Ticket

SHOWN_WHOLE = 30  # nine of ten conversations are shorter; one more than this folds ten away, never a single one
NEWEST_SHOWN = 20
MOST_MESSAGES = 5000


@dataclass(frozen=True)
class Gap:
    """Messages left out between two that are shown, and when those two were written."""

    count: int
    first_id: int
    after: datetime
    before: datetime
    before_id: int


def shown(ticket: Ticket, *, whole: bool) -> tuple[list[Message], list[Gap]]:
    """The messages to show, in order, and what is left out between them. Three queries, however many there are."""
    messages = Message.objects.filter(ticket=ticket).defer("search").order_by("-created_at", "-id")
    tail = list(messages[: MOST_MESSAGES if whole else SHOWN_WHOLE + 1])
    if whole or len(tail) <= SHOWN_WHOLE:
        return tail[::-1], []
    tail = tail[NEWEST_SHOWN - 1 :: -1]
    older = messages.values_list("created_at", "pk", "kind")[NEWEST_SHOWN:MOST_MESSAGES]
    marks = [*reversed(older), (tail[0].created_at, tail[0].pk, tail[0].kind)]
    kept = [0, *_from_customer(marks, tail), len(marks) - 1]
    earlier = messages.filter(pk__in=[marks[place][1] for place in kept[:-1]])
    return [*reversed(earlier), *tail], _gaps(marks, kept)


def _from_customer(marks: list[tuple], tail: list[Message]) -> list[int]:
    """Where the customer's newest message stands, if neither end of the conversation shows it."""
    if any(message.is_from_customer for message in tail):
        return []
    said = (place for place in range(len(marks) - 1, 0, -1) if marks[place][2] == Message.Kind.CUSTOMER)
    return [*islice(said, 1)]


def _gaps(marks: list[tuple], kept: list[int]) -> list[Gap]:
    return [
        Gap(following - last - 1, marks[last + 1][1], marks[last][0], *marks[following][:2])
        for last, following in pairwise(kept)
        if following > last + 1
    ]
