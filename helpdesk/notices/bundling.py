"""Many notices of one ticket, or of one thing that somebody set off, become one line.

Only of kinds that can wait: an escalation or a promise that falls due never stands behind another one.
"""

from datetime import timedelta

from django.db.models import F, Q

from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.notices.models import Notice

WITHIN = timedelta(hours=12)
CAN_WAIT = frozenset(
    {Notice.Kind.ASSIGNED, Notice.Kind.REPLIED, Notice.Kind.MENTIONED, Notice.Kind.PROGRESS, Notice.Kind.WOKE}
)


def join(notice: Notice, event: Event) -> None:
    """Let a new notice stand with one of its kind that is still unread; that one comes to the top again."""
    if notice.kind not in CAN_WAIT:
        return
    belongs = Q(event__cause=event.cause)
    if notice.ticket_number is not None:
        belongs |= Q(ticket_number=notice.ticket_number)
    unread = Notice.objects.filter(agent=notice.agent_id, kind=notice.kind).unread().shown().exclude(pk=notice.pk)
    since = clock.now() - WITHIN
    head = unread.select_for_update(of=("self",)).filter(belongs, created_at__gte=since).order_by("-id").first()
    if head is None:
        return
    notice.bundle = head
    notice.save(update_fields=["bundle"])
    Notice.objects.filter(pk=head.pk).update(count=F("count") + 1, created_at=clock.now())


def is_of_many_tickets(head: Notice) -> bool:
    """Whether what stands with it leads to other tickets."""
    return head.count > 1 and head.more.exclude(ticket_number=head.ticket_number).exists()
