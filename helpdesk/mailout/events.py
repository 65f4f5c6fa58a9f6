"""What can happen to a mail on its way out."""

from helpdesk.events.catalog import kind

MAIL_FAILED = kind(
    "mail.failed", says="A mail to {address} could not be delivered: {reason}", personal=("address", "reason")
)
MAIL_COMPLAINED = kind("mail.complained", says="A mail was taken for spam by {address}", personal=("address",))
MAIL_CANCELLED = kind("mail.cancelled", says="{actor} took back a mail to {address}", personal=("address",))
MAIL_SENT_AGAIN = kind("mail.sent_again", says="{actor} had a mail to {address} sent again", personal=("address",))
MAIL_DOMAIN_CHECKED = kind("mail_domain.checked", says="The records of {domain} were read: {summary}")
MAIL_WORDING_CHANGED = kind("mail_wording.changed", says="{actor} changed the mail “{what}” ({where}): {changes}")
MAIL_WORDING_TRIED = kind(
    "mail_wording.tried", says="{actor} had the mail “{what}” sent to {address} as a test", personal=("address",)
)
