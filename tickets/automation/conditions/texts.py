"""What was written: the subject, and the customer's newest message."""

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from tickets.automation.conditions.kinds import TEXT
from tickets.automation.conditions.registry import Field, field
from tickets.models import Message, Ticket


def _newest(ticket) -> str:
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("-created_at", "-id")
    return said.values_list("text", flat=True).first() or ""


def _newest_column() -> Subquery:
    said = Message.objects.filter(ticket=OuterRef("pk"), kind=Message.Kind.CUSTOMER).order_by("-created_at", "-id")
    return Subquery(said.values("text")[:1])


def _subject(ticket: Ticket) -> str:
    return ticket.subject


field(Field("subject", _("Subject"), TEXT, _subject, F("subject"), is_always_set=True))
field(Field("message", _("Customer's newest message"), TEXT, _newest, _newest_column))
