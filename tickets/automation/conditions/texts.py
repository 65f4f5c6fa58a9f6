"""What was written: the subject, the customer's newest message, and whether it was proved who sent that."""

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from tickets.automation.conditions.kinds import TEXT, WORD
from tickets.automation.conditions.offers import Fixed
from tickets.automation.conditions.registry import Field, field
from tickets.models import Message, Ticket

CHECKS = Fixed(lambda: [("pass", str(_("passed"))), ("fail", str(_("failed"))), ("none", str(_("not made")))])


def _of_newest(ticket, what) -> QuerySet:
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("-created_at", "-id")
    return said.values_list(what, flat=True)


def _newest(ticket) -> str:
    return _of_newest(ticket, "text").first() or ""


def _newest_column() -> Subquery:
    return Subquery(_of_newest(OuterRef("pk"), "text")[:1])


def _check(ticket) -> str:
    return _of_newest(ticket, KT("verdict__dmarc")).first() or ""


def _check_column() -> Subquery:
    return Subquery(_of_newest(OuterRef("pk"), KT("verdict__dmarc"))[:1])


def _subject(ticket: Ticket) -> str:
    return ticket.subject


field(Field("subject", _("Subject"), TEXT, _subject, F("subject"), is_always_set=True))
field(Field("message", _("Customer's newest message"), TEXT, _newest, _newest_column))
field(Field("sender_check", _("Sender check (DMARC) of the newest message"), WORD, _check, _check_column, CHECKS))
