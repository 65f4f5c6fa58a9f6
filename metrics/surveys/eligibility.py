"""Whom to ask: the rules of spec/metrics.md §4.2, each with the reason it leaves behind."""

import hashlib
from datetime import timedelta

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.events.models import Event
from helpdesk.tenancy.context import current_tenant
from metrics.events import SURVEY_UNWANTED
from metrics.models import Survey
from tickets.models import Contact, ContactAddress, Message, Ticket

Reason = Survey.Reason
SAMPLE_STEPS = 10_000


def reason_at_resolve(ticket: Ticket, *, automatic: bool) -> str:
    """Why this solved ticket will not be asked about, "" if it will. What may change until sending is judged then."""
    if automatic:
        return Reason.AUTO_RESOLVED
    if not _was_answered_by_a_person(ticket):
        return Reason.NO_REPLY
    if _is_one_of_us(ticket.requester):
        return Reason.AGENT
    if is_unwanted(ticket):
        return Reason.UNWANTED
    return "" if is_in_sample(ticket) else Reason.NOT_IN_SAMPLE


def reason_at_sending(survey: Survey, ticket: Ticket, contact: Contact) -> str:
    """Why the planned survey is not sent after all, "" if it is."""
    if not ticket.is_present:
        return Reason.REMOVED
    if not ticket.is_resolved or ticket.resolved_at != survey.resolved_at:
        return Reason.REOPENED
    if is_unwanted(ticket):
        return Reason.UNWANTED
    if not contact.wants_surveys or contact.is_blocked:
        return Reason.OPTED_OUT
    if address_of(contact) is None:
        return Reason.NO_ADDRESS
    return Reason.QUIET if _was_asked_lately(contact) else ""


def is_unwanted(ticket: Ticket) -> bool:
    """Whether it was decided that nobody is asked about this ticket, however often it is solved."""
    return Event.objects.about(ticket).filter(kind=SURVEY_UNWANTED.name).exists()


def is_in_sample(ticket: Ticket) -> bool:
    """The same ticket is always in the sample of a share or always out of it."""
    tenant = current_tenant()
    key = f"{tenant.pk}/{ticket.pk}/csat"
    step = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % SAMPLE_STEPS
    return step < tenant.survey_sample_share * SAMPLE_STEPS


def address_of(contact: Contact) -> str | None:
    """Where the contact can be written to: the first address that did not bounce for good."""
    rows = ContactAddress.objects.filter(contact=contact, suspended_because="").order_by("-is_primary", "id")
    return rows.values_list("address", flat=True).first()


def _was_answered_by_a_person(ticket: Ticket) -> bool:
    return Message.objects.filter(ticket=ticket, kind=Message.Kind.AGENT, author_agent__isnull=False).exists()


def _is_one_of_us(contact: Contact) -> bool:
    return Agent.objects.active().filter(user__email__in=contact.addresses.values("address")).exists()


def _was_asked_lately(contact: Contact) -> bool:
    quiet = timedelta(days=current_tenant().survey_quiet_days)
    return contact.last_surveyed_at is not None and clock.now() < contact.last_surveyed_at + quiet
