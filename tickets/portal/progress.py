"""Where a request stands, in the customer's words: how far it is, and when an answer is to be expected."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from helpdesk.base import clock
from tickets.customer_view import waits_for_us
from tickets.models import StatusCategory, Ticket


@dataclass(frozen=True)
class Promise:
    """What the customer may expect next: a tone for the callout, words, and the moment where there is one."""

    tone: str
    text: str
    at: object = None


def steps(ticket: Ticket) -> list[dict]:
    """Received, in work, solved: each done, now or still to come."""
    reached = {StatusCategory.NEW: 0, StatusCategory.RESOLVED: 2, StatusCategory.CLOSED: 2}.get(
        ticket.status_category, 1
    )
    labels = (_("Received"), _("Being worked on"), _("Solved"))
    return [
        {"label": label, "state": "done" if n < reached or (n == 2 == reached) else "now" if n == reached else ""}
        for n, label in enumerate(labels)
    ]


def promise(ticket: Ticket) -> Promise | None:
    """When we said we would answer; nothing where it is not our turn."""
    if ticket.status_category == StatusCategory.PENDING:
        return Promise("warn", _("We are waiting for your answer."))
    if not waits_for_us(ticket) or ticket.reply_due_at is None:
        return None
    if ticket.reply_due_at < clock.now():
        return Promise(
            "warn", _("Our answer is late, and we are sorry. Your request is marked as overdue at our desk.")
        )
    return Promise("plain", _("You can expect our answer by"), ticket.reply_due_at)
