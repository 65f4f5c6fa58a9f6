"""Promised updates where people look: beside the ticket, and on the customer's own page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from helpdesk.ui.templatetags.ui import when_text
from sla import commitments
from sla.models import Commitment
from tickets.customer_view import messages_for
from tickets.models import Contact, Ticket
from tickets.panels import customer_panel

MOST = 20


@dataclass(frozen=True)
class PastPromise:
    """One promise of an update as the promises page lists it."""

    row: Commitment
    tone: str
    text: str


def past(ticket: Ticket) -> list[PastPromise]:
    """All promised updates of a ticket in words, the newest first."""
    return [PastPromise(one, *_said(one)) for one in Commitment.objects.of(ticket).newest_first()[:MOST]]


@customer_panel("update", "sla/portal_update.html", position=10)
def promised_to_the_customer(ticket: Ticket, contact: Contact) -> dict | None:
    """By when we said we would write: also once it is late, in so many words."""
    own = Commitment.objects.of(ticket).open().filter(message__in=messages_for(ticket, contact).values("pk"))
    one = own.order_by("promised_for", "id").first()
    if one is None:
        return None
    is_late = one.promised_for < clock.now()
    return {
        "tone": "warn" if is_late else "info",
        "text": _("We promised you an update by"),
        "at": one.promised_for,
        "zone": current_tenant().time_zone,
        "sorry": _("It is late, and we are sorry.") if is_late else "",
    }


def _said(one: Commitment) -> tuple[str, str]:
    if one.state == "missed":
        return "late", _("missed, answered %s") % _short(one.answered_at) if one.answered_at else _("missed")
    if one.state == "withdrawn":
        return "paused", _("withdrawn: %s") % commitments.reason_words(one.withdrawn_because)
    if one.state == "kept":
        return "ok", _("kept, answered %s") % _short(one.answered_at)
    return "plain", _("still owed")


def _short(moment: datetime) -> str:
    return when_text(localtime(moment))
