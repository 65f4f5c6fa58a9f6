"""What agents promise customers: "you will hear from us again by …". Kept by the next public answer, or missed.

The moment is the customer's: no edit of business hours moves it. It ends with the next answer a person sends, in time
or late, or is withdrawn when the matter itself ends (docs/decisions/0032).
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import formats, translation
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.events.recording import record
from helpdesk.tenancy.context import current_tenant
from sla import clocks, opening_hours
from sla.deadlines import GRACE
from sla.engine.clock import EVERY_SECOND, Time
from sla.events import UPDATE_KEPT, UPDATE_MISSED, UPDATE_PROMISED, UPDATE_WITHDRAWN
from sla.models import Commitment, Deadline, Watch
from tickets.locking import locked
from tickets.models import Message, Ticket

FARTHEST = timedelta(days=365)
REMIND_BEFORE_SECONDS = 3600
REMIND, MISS = "remind", "miss"
SYSTEM = Actor.system("sla")
Withdrawn = Commitment.Withdrawn


class PromiseRefused(ValueError):
    """Such a promise cannot be made; the text says why."""


@transaction.atomic
def promise(message: Message, promised_for: datetime, *, by: Agent) -> Commitment:
    """Promise the customer another answer by an instant, in an answer that was just sent. Raises PromiseRefused."""
    ticket, now = locked(message.ticket), clock.now()
    promised_for = promised_for.replace(microsecond=0)
    require(ticket, promised_for)
    made = Commitment.objects.create(
        ticket=ticket,
        message=message,
        by_agent=by,
        by_name=by.name,
        words=words_of(ticket, promised_for),
        promised_at=now,
        promised_for=promised_for,
        remind_at=reminder(now, promised_for, hours_of(ticket)),
    )
    Deadline.objects.bulk_create([_deadline(made, REMIND, made.remind_at), _deadline(made, MISS, promised_for + GRACE)])
    said = {"until": clocks.local(promised_for), "promised_for": promised_for.isoformat(), "commitment": made.pk}
    record(UPDATE_PROMISED, ticket, by=Actor.agent(by), message=message.pk, **said)
    renew_dues(ticket)
    return made


def require(ticket: Ticket, promised_for: datetime) -> None:
    """Raise PromiseRefused where nobody should promise that."""
    if ticket.is_resolved:
        raise PromiseRefused(_("Who solves a ticket owes no update: send without solving, or without the promise."))
    if promised_for <= clock.now():
        raise PromiseRefused(_("An update can only be promised for later: that moment has passed."))
    if promised_for > clock.now() + FARTHEST:
        raise PromiseRefused(_("Promise an update within a year."))


def words_of(ticket: Ticket, promised_for: datetime) -> str:
    """Return what the customer reads, in their language and the company's zone."""
    tenant = current_tenant()
    moment = promised_for.astimezone(ZoneInfo(tenant.time_zone))
    with translation.override(ticket.language or tenant.language):
        return _("You will hear from us again by %(day)s, %(time)s (%(zone)s).") % {
            "day": formats.date_format(moment, _("l, j F")),
            "time": formats.time_format(moment, "H:i"),
            "zone": tenant.time_zone,
        }


def hours_of(ticket: Ticket) -> Time:
    """Return the business time of the ticket: that of what is due next, else the company's."""
    chosen = opening_hours.now_standing().get(calendar_of(ticket))
    return chosen.calendar if chosen else EVERY_SECOND


def calendar_of(ticket: Ticket) -> int | None:
    """Return the calendar of that time."""
    return ticket.due_calendar or opening_hours.default_of(opening_hours.now_standing())


def reminder(now: datetime, promised_for: datetime, time: Time) -> datetime:
    """Return when to remind: one business hour before, or when three quarters are over if less than that is left."""
    if time.elapsed(now, promised_for) == 0:
        time = EVERY_SECOND  # promised for a moment before opening: there is no business hour before it
    whole = time.elapsed(now, promised_for)
    return max(now, time.add(now, whole - min(REMIND_BEFORE_SECONDS, whole // 4)))


def answer(event: Event, ticket: Ticket) -> None:
    """End what was promised before with a public answer: kept, or answered too late."""
    if event.actor_kind != "agent":
        return  # only a person's words are an update
    for one in _owed(ticket):
        one.answered_at = event.occurred_at
        is_late = event.occurred_at.replace(microsecond=0) > one.promised_for
        told = UPDATE_KEPT if not (is_late or one.missed_at) else None if one.missed_at else UPDATE_MISSED
        if is_late:
            one.missed_at = one.promised_for
        _end(one)
        if told:
            record(
                told, ticket, by=SYSTEM, commitment=one.pk, by_agent=one.by_name, until=clocks.local(one.promised_for)
            )


def withdraw(event: Event, ticket: Ticket, because: str) -> None:
    """Let go of what is owed, because the matter ended without an answer. A missed one stays missed."""
    for one in _owed(ticket):
        one.withdrawn_at, one.withdrawn_because = event.occurred_at, because
        _end(one)
        record(
            UPDATE_WITHDRAWN,
            ticket,
            by=SYSTEM,
            commitment=one.pk,
            until=clocks.local(one.promised_for),
            because=reason_words(because),
        )


def restore(ticket: Ticket) -> None:
    """Owe again what was withdrawn only because the ticket was hidden."""
    for one in Commitment.objects.of(ticket).filter(withdrawn_because=Withdrawn.HIDDEN):
        one.withdrawn_at, one.withdrawn_because = None, ""
        one.save(update_fields=["withdrawn_at", "withdrawn_because"])
        ended = Deadline.objects.filter(commitment=one, state=Deadline.State.CANCELLED)
        ended.update(state=Deadline.State.PENDING)
    mark_owed(ticket)


def follow_messages(ticket: Ticket) -> list[Ticket]:
    """Bring commitments of a ticket to where their messages are now: after merging, its undoing, and splitting.

    Returns the tickets that owe something else than before.
    """
    moved = list(Commitment.objects.of(ticket).exclude(ticket=F("message__ticket")).select_related("message__ticket"))
    for one in moved:
        one.ticket = one.message.ticket
        one.save(update_fields=["ticket"])
        Deadline.objects.filter(commitment=one).update(ticket=one.ticket)
    touched = list({one.pk: one for one in [ticket, *(one.ticket for one in moved)]}.values()) if moved else []
    for one in touched:
        mark_owed(one)
    return touched


def renew_dues(ticket: Ticket) -> None:
    """Let the ticket be due by what is owed now, at once."""
    mark_owed(ticket)
    clocks.renew_dues(ticket)


def mark_owed(ticket: Ticket) -> None:
    """Keep what is owed first where the ticket's clocks find it when they are next settled."""
    first = Commitment.objects.of(ticket).open().order_by("promised_for", "id").first()
    Watch.objects.filter(ticket=ticket).update(
        update_due_at=first.promised_for if first else None, update_at_risk_from=first.remind_at if first else None
    )


def reason_words(because: str) -> str:
    """Why a promise was withdrawn, in words."""
    return {
        Withdrawn.RESOLVED: _("the ticket was solved"),
        Withdrawn.HIDDEN: _("the ticket was hidden as spam"),
    }[Withdrawn(because)]


def _owed(ticket: Ticket) -> list[Commitment]:
    return list(Commitment.objects.of(ticket).open().order_by("promised_for", "id"))


def _end(one: Commitment) -> None:
    one.save(update_fields=["answered_at", "missed_at", "withdrawn_at", "withdrawn_because"])
    Deadline.objects.pending().filter(commitment=one).update(state=Deadline.State.CANCELLED)
    mark_owed(one.ticket)


def _deadline(one: Commitment, point: str, fire_at: datetime) -> Deadline:
    return Deadline(
        ticket=one.ticket,
        commitment=one,
        kind=Deadline.Kind.UPDATE,
        point_key=f"{point}/{one.pk}",
        threshold=0 if point == REMIND else 100,
        fire_at=fire_at,
    )
