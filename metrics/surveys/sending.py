"""Asking the customer, once the time has come and if there is still reason to."""

from django.conf import settings
from django.db import transaction
from django.utils import translation

from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from helpdesk.mailout import wordings
from helpdesk.mailout.wordings import EVERY_MAILBOX, Place
from helpdesk.mailout.writing import new_message_id, write
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url
from metrics.events import SURVEY_SENT
from metrics.models import Survey
from metrics.surveys import links, mail_kind, stopping
from metrics.surveys.eligibility import Reason, address_of, reason_at_sending
from metrics.surveys.mail_kind import VALID_FOR
from metrics.surveys.questions import Question, question_for
from tickets.locking import locked
from tickets.models import Contact, Mailbox, Ticket

CANCELLING = (Reason.REOPENED, Reason.REMOVED)


@transaction.atomic
def send(survey: Survey) -> Survey:
    """Send a planned survey that is due, or write down why not. One that was judged already stays as it is."""
    ticket = locked(survey.ticket)
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.state != Survey.State.PLANNED or survey.due_at > clock.now():
        return survey
    # The requester may have changed since; the lock keeps two tickets of one person from asking twice at once.
    contact = Contact.objects.select_for_update().get(pk=ticket.requester_id)
    reason = _is_too_late(survey) or reason_at_sending(survey, ticket, contact)
    if reason:
        survey.state = Survey.State.CANCELLED if reason in CANCELLING else Survey.State.SKIPPED
        survey.reason = reason
        survey.save(update_fields=["state", "reason"])
        return survey
    return _ask(survey, ticket, contact)


def send_due(ids: list[int]) -> int:
    """Judge these surveys one after the other; returns how many were sent."""
    surveys = Survey.objects.planned().filter(pk__in=ids).select_related("ticket").order_by("due_at", "id")
    return sum(send(survey).state == Survey.State.SENT for survey in surveys)


def _is_too_late(survey: Survey) -> str:
    """After a long outage nobody wants to hear of a ticket they have forgotten."""
    return Reason.TOO_LATE if survey.due_at + VALID_FOR <= clock.now() else ""


def _ask(survey: Survey, ticket: Ticket, contact: Contact) -> Survey:
    now = clock.now()
    question = question_for(contact.language, ticket.language, current_tenant().language)
    survey.state, survey.contact, survey.sent_at, survey.expires_at = Survey.State.SENT, contact, now, now + VALID_FOR
    survey.language, survey.question_version = question.language, question.version
    token, survey.token_digest = links.make(survey, survey.expires_at)
    survey.save()
    write(_draft(ticket, contact, question, token), address_of(contact), purpose="survey", subject_id=survey.pk)
    Contact.objects.filter(pk=contact.pk).update(last_surveyed_at=now)
    record(SURVEY_SENT, ticket, by=Actor.system("surveys"), survey=survey.pk)
    return survey


def _draft(ticket: Ticket, contact: Contact, question: Question, token: str) -> Draft:
    address = f"{base_url(current_tenant())}/survey/{token}"
    way_out = f"{base_url(current_tenant())}/no-surveys/{stopping.token_for(contact)}"
    box = _mailbox(ticket)
    with translation.override(question.language):
        place = Place(mail_kind.SURVEY, question.language, box.pk if box else EVERY_MAILBOX)
        letter = wordings.letter(place, mail_kind.values(ticket, contact, question, address, way_out))
        return Draft(
            sender=(box.name, box.address) if box else (current_tenant().name, settings.DEFAULT_FROM_EMAIL),
            to=[(contact.name, address_of(contact))],
            subject=letter.subject,
            message_id=new_message_id(),
            date=clock.now(),
            text=letter.text,
            html=letter.html,
            is_automatic=True,
            unsubscribe=way_out,
        )


def _mailbox(ticket: Ticket) -> Mailbox | None:
    return ticket.mailbox or Mailbox.objects.in_order().filter(is_active=True).first()
