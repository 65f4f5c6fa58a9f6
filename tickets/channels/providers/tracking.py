"""What providers say became of our mail: delivered, come back, complained about."""

from anymail.signals import AnymailTrackingEvent, EventType
from django.utils.translation import gettext as _

from helpdesk.mailout import sending
from helpdesk.mailout.marking import read_mark
from helpdesk.mailout.models import OutgoingMail
from helpdesk.tenancy.context import current_tenant_id
from tickets.channels.email.addresses import normalise
from tickets.models import ContactAddress

CAME_BACK = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)


def note(event: AnymailTrackingEvent) -> bool:
    """Write it down at the mail that it is about; says False where that is none of ours. Again changes nothing."""
    mail = _mail_of(event)
    if mail is None:
        return False
    if event.event_type == EventType.DELIVERED:
        sending.mark_delivered(mail.pk)
    elif event.event_type in CAME_BACK and not _is_away(event):
        reason = _reason(event)
        sending.mark_bounced(mail.pk, reason=reason)
        if not _is_for_now(event.esp_event):
            _suspend(mail, reason)
    elif event.event_type == EventType.COMPLAINED:
        sending.note_complaint(mail.pk)
        _suspend(mail, _("took our mail for spam"))
    return True


def _mail_of(event: AnymailTrackingEvent) -> OutgoingMail | None:
    """Our Message-ID or our mark names the mail; it counts only for whom that mail went to."""
    told = event.esp_event
    if mark := (told.get("Metadata") or {}).get("helpdesk") or told.get("CustomID"):
        tenant_id, mail_id = read_mark(str(mark)) or (None, None)
        mail = OutgoingMail.objects.filter(pk=mail_id).first() if tenant_id == current_tenant_id() else None
    else:
        # SendGrid and Amazon keep ours beside their own.
        said = told.get("smtp-id") or _in_head(told) or event.message_id or ""
        mail = OutgoingMail.objects.filter(message_id=str(said).strip("<> ")).first()
    if mail is None or (event.recipient and normalise(event.recipient) != normalise(mail.recipient)):
        return None
    return mail


def _in_head(told: dict) -> str:
    fields = (told.get("mail") or {}).get("headers") or []
    return next((one["value"] for one in fields if one["name"].lower() == "message-id"), "")


def _is_away(event: AnymailTrackingEvent) -> bool:
    """Amazon calls "out of office" a bounce too: one without a word of the recipient's server."""
    said = event.esp_event.get("bounce") or {}
    return said.get("bounceType") == "Transient" and not event.mta_response


def _is_for_now(told: dict) -> bool:
    """Whether the address may be well: the words of Brevo, Postmark, Mailjet and Amazon."""
    return (
        told.get("event") == "soft_bounce"
        or told.get("Type") == "SoftBounce"
        or (told.get("event") == "bounce" and told.get("hard_bounce") is False)
        or (told.get("bounce") or {}).get("bounceType") == "Transient"
    )


def _reason(event: AnymailTrackingEvent) -> str:
    told = event.esp_event.get("error")  # Mailjet's words
    said = (event.mta_response, event.description, told, event.reject_reason, event.event_type)
    return " ".join(str(next(filter(None, said))).split())[:500]


def _suspend(mail: OutgoingMail, reason: str) -> None:
    ContactAddress.objects.filter(address=normalise(mail.recipient)).update(suspended_because=reason[:200])
