"""Opening what is due, once each time; after an outage once, not as often as it was missed."""

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.changes import take_over
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant
from tickets import assignment, conversation, opening
from tickets.conversation import Words
from tickets.events import SETTING_CHANGED
from tickets.models import Channel, RecurringTicket, Ticket
from tickets.recurring.times import Cadence

log = logging.getLogger(__name__)
BY = Actor.system("recurring tickets")
AGAIN_AFTER = timedelta(minutes=10)


class NeverComes(ValueError):
    """It would never be opened; the text says why. `field` is what to change."""

    field = "ends_on"


def require_to_come(recurring: RecurringTicket) -> None:
    """Raise NeverComes where the days it is to come on lie in no order, or none lies ahead while it is switched on."""
    if recurring.ends_on and recurring.ends_on < recurring.starts_on:
        raise NeverComes(_("The last day is before the first."))
    if recurring.is_active and cadence_of(recurring).next_after(clock.now()) is None:
        raise NeverComes(_("It would never come: no such day lies ahead before the last one."))


def cadence_of(recurring: RecurringTicket) -> Cadence:
    """When it comes, in the company's time zone as it is now."""
    return Cadence(
        every=recurring.every,
        step=recurring.step,
        weekdays=tuple(recurring.weekdays),
        month_day=recurring.month_day,
        at_time=recurring.at_time,
        starts_on=recurring.starts_on,
        ends_on=recurring.ends_on,
        zone=ZoneInfo(current_tenant().time_zone),
    )


@transaction.atomic
def make(values: dict, *, by: Actor) -> RecurringTicket:
    """Add one. `values` are its columns. Raises NeverComes."""
    recurring = RecurringTicket(**values)
    require_to_come(recurring)
    recurring.next_at = _next(recurring)
    recurring.save()
    _tell(recurring, by, _("made"))
    return recurring


@transaction.atomic
def change(recurring: RecurringTicket, values: dict, *, by: Actor) -> RecurringTicket:
    """Change it; when it comes next follows. The same again changes nothing. Raises NeverComes."""
    recurring = RecurringTicket.objects.select_for_update().get(pk=recurring.pk)
    changes = take_over(recurring, values)
    if changes:
        require_to_come(recurring)
        recurring.next_at = _next(recurring)
        recurring.save()
        _tell(recurring, by, changes)
    return recurring


@transaction.atomic
def remove(recurring: RecurringTicket, *, by: Actor) -> None:
    """Have it come no more. Tickets that came stay."""
    _tell(recurring, by, _("removed"))
    recurring.delete()


def open_due(ids: list[int]) -> int:
    """Open what is due among what a sweep found; returns how many. Repeating it, or two at once, is harmless.

    One that fails keeps no other waiting: it is tried again after a while.
    """
    return sum(_open_or_put_off(pk) for pk in ids)


def _open_or_put_off(pk: int) -> bool:
    try:
        return open_if_due(pk) is not None
    except Exception:  # whatever it is: it would fail again at every sweep, before all that come after it
        log.exception("the recurring ticket %s could not be opened", pk)
        RecurringTicket.objects.filter(pk=pk).update(next_at=clock.now() + AGAIN_AFTER)
        return False


@transaction.atomic
def open_if_due(pk: int) -> Ticket | None:
    """Open the ticket if its time has come, and set when it comes next."""
    # Whoever else holds it is opening it now.
    recurring = RecurringTicket.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if recurring is None or recurring.next_at is None or recurring.next_at > clock.now():
        return None
    ticket = _open(recurring)
    recurring.last_at, recurring.last_ticket = clock.now(), ticket
    recurring.next_at = _next(recurring)
    recurring.save(update_fields=["last_at", "last_ticket", "next_at"])
    return ticket


def _open(recurring: RecurringTicket) -> Ticket:
    ticket = opening.open_ticket(
        recurring.requester,
        recurring.subject,
        by=BY,
        first_message_is_public=False,
        channel=Channel.AGENT,
        team=recurring.team,
        priority=recurring.priority,
    )
    conversation.note(ticket, Words.typed(recurring.text), by=BY)
    if recurring.assignee is not None and recurring.assignee.is_active:
        ticket = assignment.assign(ticket, recurring.assignee, by=BY)
    return ticket


def _next(recurring: RecurringTicket):
    return cadence_of(recurring).next_after(clock.now()) if recurring.is_active else None


def _tell(recurring: RecurringTicket, by: Actor, changes: str) -> None:
    what = _("the recurring ticket “%(subject)s”") % {"subject": recurring.subject}
    record(SETTING_CHANGED, recurring, by=by, what=what, changes=changes)
