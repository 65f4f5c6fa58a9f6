"""What agents decided about spam, handed on to the filter so that it knows next time.

A lesson stands with its mail until the filter has taken it: a filter that is away learns later.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from helpdesk.base import clock
from helpdesk.tenancy import storage
from helpdesk.tenancy.context import use_tenant
from tickets.channels.spam import rspamd
from tickets.models import ContactAddress, Message, RawMail

MOST_MAILS = 20  # of one ticket
AGAIN_AFTER = timedelta(minutes=10)
LEASE = timedelta(minutes=2)


def plan(ticket_id: int, *, is_spam: bool) -> list[int]:
    """Note that the mails of a ticket's customer are to be learned; returns their ids. None twice."""
    if not rspamd.is_configured():
        return []
    theirs = ContactAddress.objects.filter(contact=OuterRef("author_contact"), address=OuterRef("raw__sender"))
    # What a colleague forwarded is the colleague's mail, and no example of anything.
    said = Message.objects.filter(Exists(theirs), ticket=ticket_id, kind=Message.Kind.CUSTOMER, raw__isnull=False)
    ids = list(said.order_by("-id").values_list("raw_id", flat=True)[:MOST_MAILS])
    lesson = RawMail.Lesson.SPAM if is_spam else RawMail.Lesson.HAM
    rows = RawMail.objects.filter(pk__in=ids).exclude(lesson=lesson)
    found = list(rows.values_list("pk", flat=True))
    RawMail.objects.filter(pk__in=found).update(lesson=lesson, lesson_due_at=clock.now(), lesson_error="")
    return found


def teach(tenant_id: int, raw_id: int) -> bool:
    """Hand one lesson on; says whether it was taken. One that is taken already is not handed on again."""
    with use_tenant(tenant_id):
        row = _claimed(raw_id)
        raw = storage.read(row.storage_key) if row else b""
    if row is None:
        return False
    try:
        rspamd.teach(raw, is_spam=row.lesson == RawMail.Lesson.SPAM, recipients=row.envelope_to)
    except rspamd.NotTaught as error:
        with use_tenant(tenant_id):
            _put_off(row, error)
        return False
    with use_tenant(tenant_id):
        # An agent may have thought better of it meanwhile: that is another lesson.
        RawMail.objects.filter(pk=row.pk, lesson=row.lesson).update(lesson_due_at=None, lesson_error="")
    return True


def waiting() -> int:
    """How many lessons the filter has not taken yet."""
    return RawMail.objects.filter(lesson_due_at__isnull=False).count()


def _claimed(raw_id: int) -> RawMail | None:
    due = RawMail.objects.select_for_update(skip_locked=True).filter(pk=raw_id, lesson_due_at__lte=clock.now())
    row = due.first()
    if row is not None:
        RawMail.objects.filter(pk=row.pk).update(lesson_due_at=clock.now() + LEASE)
    return row


def _put_off(row: RawMail, error: rspamd.NotTaught) -> None:
    later = None if error.is_final else clock.now() + AGAIN_AFTER
    RawMail.objects.filter(pk=row.pk, lesson=row.lesson).update(lesson_due_at=later, lesson_error=str(error)[:200])
