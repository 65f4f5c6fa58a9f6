"""Putting a ticket aside until an hour or until its customer answers, and waking it with the reason at hand.

A snooze hides a ticket from the queues of work and from nothing else: its promises run on, the customer sees it open.
Nothing sleeps for ever: waiting for an answer ends after PATIENCE too.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from tickets import lifecycle, reading
from tickets.events import TICKET_SNOOZED, TICKET_WOKE
from tickets.locking import locked
from tickets.models import Snooze, Ticket

BY = Actor.system("snooze")
PATIENCE = timedelta(days=30)
FARTHEST = timedelta(days=366)
HOUR, ANSWER, BESIDE, OWNER, HAND = "hour", "answer", "beside", "owner", "hand"  # what wakes a ticket


class NotSnoozed(ValueError):
    """The ticket is not put aside; the text says why."""


@transaction.atomic
def snooze(
    ticket: Ticket, until: datetime | None, *, by: Agent, reason: str = "", waits_for_answer: bool = False
) -> Snooze:
    """Put an open ticket aside until `until`, or (`waits_for_answer`, without an hour) until its customer answers.

    Again replaces what was said before. Raises NotSnoozed, lifecycle.TicketClosed.
    """
    now = clock.now()
    until = until or now + PATIENCE
    if not now < until <= now + FARTHEST:
        raise NotSnoozed(_("Choose a moment that lies ahead, within a year."))
    ticket = locked(ticket)
    lifecycle.require_lively(ticket)
    if not ticket.is_open:
        raise NotSnoozed(_("Only open tickets are snoozed."))
    reason = " ".join(reason.split())[:200]
    values = {"agent": by, "until": until, "reason": reason, "waits_for_answer": waits_for_answer}
    row, _is_new = Snooze.objects.update_or_create(ticket=ticket, defaults=values)
    ticket.snoozed_until = until
    ticket.save(update_fields=["snoozed_until"])
    at = _("the customer answers") if waits_for_answer else f"{timezone.localtime(until):%Y-%m-%d %H:%M}"
    record(TICKET_SNOOZED, ticket, by=Actor.agent(by), at=at, because=_because(reason), until=until.isoformat())
    return row


@transaction.atomic
def wake(ticket: Ticket, *, by: Actor) -> Ticket:
    """Bring a ticket back by hand. One that is awake stays as it is."""
    ticket = locked(ticket)
    wake_locked(ticket, HAND, by=by)
    return ticket


def wake_locked(ticket: Ticket, cause: str, *, by: Actor = BY) -> None:
    """The same for a row as `locked` returned it, by whatever happened to it."""
    row = end_locked(ticket)
    if row is None:
        return
    if cause == HOUR:
        reading.mark_unread(ticket, row.agent)
    record(
        TICKET_WOKE, ticket, by=by, why=_why(cause, row), because=_because(row.reason), cause=cause, agent=row.agent_id
    )


def end_locked(ticket: Ticket) -> Snooze | None:
    """End the snooze without a word, where the work itself ended; returns what it was."""
    if ticket.snoozed_until is None:
        return None
    row = Snooze.objects.select_related("agent").filter(ticket=ticket).first()
    Snooze.objects.filter(ticket=ticket).delete()
    ticket.snoozed_until = None
    ticket.save(update_fields=["snoozed_until"])
    return row


@transaction.atomic
def wake_due(ids: list[int]) -> int:
    """Wake what is due among what a sweep found; returns how many woke. Repeating it changes nothing."""
    due = Ticket.objects.select_for_update().filter(pk__in=ids, snoozed_until__lte=clock.now()).order_by("id")
    for ticket in due:
        wake_locked(ticket, HOUR)
    return len(due)


def of(ticket: Ticket) -> Snooze | None:
    """The snooze of a ticket that sleeps, with who put it aside."""
    return Snooze.objects.select_related("agent").filter(ticket=ticket).first() if ticket.snoozed_until else None


def _why(cause: str, row: Snooze) -> str:
    if cause == HOUR:
        return _("no answer for a month") if row.waits_for_answer else _("its hour came")
    said = {ANSWER: _("the customer wrote"), BESIDE: _("somebody answered beside it"), OWNER: _("it has another owner")}
    return said.get(cause, _("by hand"))


def _because(reason: str) -> str:
    return f" – {reason}" if reason else ""
