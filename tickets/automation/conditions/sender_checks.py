"""What our mail servers found about who sent the customer's newest message: DMARC, SPF and DKIM.

A mail about which they said nothing has "none"; what came some other way (the portal, a call) has no value at all.
SPF and DKIM speak of the server and of any signing domain: only DMARC is about the address that stands in From.
"""

from django.db.models import Case, CharField, Expression, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from tickets.automation.conditions.kinds import WORD
from tickets.automation.conditions.offers import Fixed
from tickets.automation.conditions.registry import Field, field
from tickets.models import Message, Ticket

CHECKS = Fixed(lambda: [("pass", str(_("passed"))), ("fail", str(_("failed"))), ("none", str(_("not made")))])
SPF_CHECKS = Fixed(
    lambda: [
        ("pass", str(_("passed"))),
        ("softfail", str(_("probably failed (softfail)"))),
        ("fail", str(_("failed"))),
        ("none", str(_("no result"))),
    ]
)
DKIM_CHECKS = Fixed(lambda: [("pass", str(_("passed"))), ("fail", str(_("failed"))), ("none", str(_("no result")))])
# What is kept of a check is the server's own word (RFC 8601 §2.7). A record or signature that cannot be read fails, as
# it does for DMARC; neutral, policy and temperror say nothing either way.
_MEANT = {"pass": ("pass",), "fail": ("fail", "hardfail", "permerror"), "softfail": ("softfail",)}


def _result(method: str) -> Expression:
    words = [When(**{f"verdict__{method}__in": said}, then=Value(meant)) for meant, said in _MEANT.items()]
    return Case(*words, When(verdict__has_key="dmarc", then=Value("none")), output_field=CharField())


def _check(name: str, label, what: Expression, offered: Fixed) -> Field:
    def of_newest(ticket) -> QuerySet:
        said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("-created_at", "-id")
        return said.values_list(what, flat=True)

    def value(ticket: Ticket) -> str:
        return of_newest(ticket).first() or ""

    return Field(name, label, WORD, value, lambda: Subquery(of_newest(OuterRef("pk"))[:1]), offered)


field(_check("sender_check", _("Sender check (DMARC) of the newest message"), KT("verdict__dmarc"), CHECKS))
field(_check("spf", _("SPF result of the newest message"), _result("spf"), SPF_CHECKS))
field(_check("dkim", _("DKIM result of the newest message"), _result("dkim"), DKIM_CHECKS))
