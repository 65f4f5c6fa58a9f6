"""Mail that Django and allauth write goes the same way as ours: into the outbox of the company whose page it is."""

from email.utils import parseaddr

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.mailout.writing import new_message_id, write


class OutboxBackend(BaseEmailBackend):
    """Needs an open tenant scope, as every page of a company has."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        return sum(self._write(message) for message in email_messages)

    def _write(self, message: EmailMessage) -> int:
        html = next((part[0] for part in getattr(message, "alternatives", []) if part[1] == "text/html"), "")
        for recipient in message.recipients():
            draft = Draft(
                sender=parseaddr(message.from_email),
                to=[("", recipient)],
                subject=message.subject,
                message_id=new_message_id(),
                date=clock.now(),
                text=message.body,
                html=html,
                is_automatic=True,
            )
            write(draft, recipient, purpose="account")
        return len(message.recipients())
