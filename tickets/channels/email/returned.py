"""A mail that came back: the mail it was is marked failed, its address suspended when the failure is for good (row
7)."""

from helpdesk.mailout import sending
from helpdesk.mailout.models import OutgoingMail
from tickets.models import ContactAddress

from .bounces import Bounce
from .parsed import Parsed


def note(parsed: Parsed, mail_id: int | None) -> bool:
    """Note on our mail that it came back; says False when it cannot be told which one it was. Opens no ticket.

    Only a signed bounce address, or a Message-ID of ours, names a mail: everybody can write "undeliverable".
    """
    bounce = parsed.bounce or Bounce()
    ids = (*bounce.message_ids, *parsed.in_reply_to, *parsed.references)
    mail = OutgoingMail.objects.filter(pk=mail_id).first() if mail_id else None
    mail = mail or OutgoingMail.objects.filter(message_id__in=ids).first()
    if mail is None:
        return False
    if bounce.is_permanent is False:
        return True  # a delay, or a receipt: nothing is lost
    reason = " ".join(filter(None, (bounce.status, bounce.reason))) or parsed.subject
    sending.mark_bounced(mail.pk, reason=reason)
    if bounce.is_permanent and bounce.recipient in ("", mail.recipient):
        ContactAddress.objects.filter(address=mail.recipient).update(suspended_because=reason[:200])
    return True
