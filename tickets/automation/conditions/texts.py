"""What was written: the subject and the customer's newest message."""

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from tickets.automation.conditions.kinds import TEXT
from tickets.automation.conditions.registry import Field, field
from tickets.models import Message, Ticket


def _of_newest(ticket, what) -> QuerySet:
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("-created_at", "-id")
    return said.values_list(what, flat=True)


def _newest(ticket) -> str:
    return _of_newest(ticket, "text").first() or ""


def _newest_column() -> Subquery:
    return Subquery(_of_newest(OuterRef("pk"), "text")[:1])


def _subject(ticket: Ticket) -> str:
    return ticket.subject


field(Field("subject", _("Subject"), TEXT, _subject, F("subject"), is_always_set=True))
field(Field("message", _("Customer's newest message"), TEXT, _newest, _newest_column))
