"""What providers say became of our mail: delivered, come back, complained about."""

from anymail.signals import AnymailTrackingEvent, EventType
from django.utils.translation import gettext as _

from helpdesk.mailout import sending
from helpdesk.mailout.models import OutgoingMail
from tickets.channels.email.addresses import normalise
from tickets.models import ContactAddress

CAME_BACK = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)
_FOR_NOW = ("soft_bounce",)  # Brevo's word; the others name passing trouble "deferred"


def note(event: AnymailTrackingEvent) -> bool:
    """Write it down at the mail that it is about; says False where that is none of ours. Again changes nothing."""
    mail = _mail_of(event)
    if mail is None:
        return False
    if event.event_type == EventType.DELIVERED:
        sending.mark_delivered(mail.pk)
    elif event.event_type in CAME_BACK:
        reason = _reason(event)
        sending.mark_bounced(mail.pk, reason=reason)
        if event.esp_event.get("event") not in _FOR_NOW:
            _suspend(mail, reason)
    elif event.event_type == EventType.COMPLAINED:
        sending.note_complaint(mail.pk)
        _suspend(mail, _("took our mail for spam"))
    return True


def _mail_of(event: AnymailTrackingEvent) -> OutgoingMail | None:
    """Our Message-ID names the mail; it counts only for whom that mail went to."""
    said = event.esp_event.get("smtp-id") or event.message_id or ""  # SendGrid keeps ours beside its own
    mail = OutgoingMail.objects.filter(message_id=str(said).strip("<> ")).first()
    if mail is None or (event.recipient and normalise(event.recipient) != normalise(mail.recipient)):
        return None
    return mail


def _reason(event: AnymailTrackingEvent) -> str:
    said = (event.mta_response, event.description, event.reject_reason, event.event_type)
    return " ".join(str(next(filter(None, said))).split())[:500]


def _suspend(mail: OutgoingMail, reason: str) -> None:
    ContactAddress.objects.filter(address=normalise(mail.recipient)).update(suspended_because=reason[:200])
