"""Which messages of a long conversation its page shows: how it began, what is new, what the customer said last."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

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
    """The messages to show, in order, and what is left out between them. At most five queries, whatever the length."""
    newest = Message.objects.filter(ticket=ticket).defer("search").order_by("-created_at", "-id")
    tail = list(newest[: MOST_MESSAGES if whole else SHOWN_WHOLE + 1])
    if whole or len(tail) <= SHOWN_WHOLE:
        return tail[::-1], []
    tail = tail[:NEWEST_SHOWN]
    first = newest.reverse()[0]
    messages = [first, *_from_customer(newest, first, tail), *reversed(tail)]
    gaps = [
        _between(ticket, *pair) for pair in zip(messages, messages[1 : len(messages) - NEWEST_SHOWN + 1], strict=False)
    ]
    return messages, [gap for gap in gaps if gap]


def _from_customer(newest, first: Message, tail: list[Message]) -> list[Message]:
    """The customer's newest message where neither end of the conversation shows it."""
    if any(message.is_from_customer for message in tail):
        return []
    return [message for message in newest.filter(kind=Message.Kind.CUSTOMER)[:1] if message != first]


def _between(ticket: Ticket, last: Message, following: Message) -> Gap | None:
    later = Q(created_at__gt=last.created_at) | Q(created_at=last.created_at, pk__gt=last.pk)
    earlier = Q(created_at__lt=following.created_at) | Q(created_at=following.created_at, pk__lt=following.pk)
    left_out = Message.objects.filter(later, earlier, ticket=ticket).aggregate(count=Count("pk"), first_id=Min("pk"))
    if not left_out["count"]:
        return None
    return Gap(**left_out, after=last.created_at, before=following.created_at, before_id=following.pk)
