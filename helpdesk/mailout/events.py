"""What can happen to a mail on its way out."""

from helpdesk.events.catalog import kind

MAIL_FAILED = kind(
    "mail.failed", says="A mail to {address} could not be delivered: {reason}", personal=("address", "reason")
)
