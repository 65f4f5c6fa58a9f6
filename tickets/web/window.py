"""Which messages of a long conversation its page shows: how it began, what is new, what the customer said last."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Count, Q, Window
from django.db.models.functions import Lead, RowNumber

from tickets.models import Message, Ticket
from tickets.models.message import MessageQuerySet

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
    """The messages to show, in order, and what is left out between them. Two queries, however many there are."""
    messages = Message.objects.filter(ticket=ticket).defer("search")
    newest_first = messages.order_by("-created_at", "-id")
    tail = list(newest_first[: MOST_MESSAGES if whole else SHOWN_WHOLE + 1])
    if whole or len(tail) <= SHOWN_WHOLE:
        return tail[::-1], []
    tail = tail[NEWEST_SHOWN - 1 :: -1]
    earlier = _earlier(messages, tail)
    return [*earlier, *tail], _gaps(earlier, tail)


def _earlier(messages: MessageQuerySet, tail: list[Message]) -> list[Message]:
    """The first message, and the customer's newest if neither end shows it; each with its `place` among `all_places`
    and the `following` message's id."""
    forward, back = ("created_at", "id"), ("-created_at", "-id")
    placed = messages.annotate(
        place=Window(RowNumber(), order_by=forward),
        following=Window(Lead("id"), order_by=forward),
        all_places=Window(Count("id")),
        newest_of_kind=Window(RowNumber(), partition_by="kind", order_by=back),
    )
    kept = Q(place=1)
    if not any(message.is_from_customer for message in tail):
        kept |= Q(kind=Message.Kind.CUSTOMER, newest_of_kind=1)
    return list(placed.filter(kept).in_order())


def _gaps(earlier: list[Message], tail: list[Message]) -> list[Gap]:
    places = [*(one.place for one in earlier), earlier[0].all_places - len(tail) + 1]
    return [
        Gap(place_after - one.place - 1, one.following, one.created_at, after.created_at, after.pk)
        for (one, after), place_after in zip(pairwise([*earlier, tail[0]]), places[1:], strict=True)
        if place_after > one.place + 1
    ]
