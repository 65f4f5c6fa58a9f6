"""The providers whose calls we understand: what each sends, and how it proves that it is the one who calls.

Their proofs and their words for "delivered" and "bounced" are django-anymail's to know (decision 101).
"""

from collections.abc import Callable
from dataclasses import dataclass

from anymail.webhooks import brevo, mailgun, mailjet, postmark, sendgrid
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Provider:
    """`mail` and `events` are anymail's views; None where the provider offers no such call that we can take."""

    key: str
    name: str
    mail: type | None
    events: type | None
    hint: str | Promise  # what to switch on there
    ending: str = ""  # how the address for mail must end
    signs_with: str = ""  # anymail's name for the key that its calls are signed with
    signs_mail: bool = False

    def view(self, kind: str, *, key: str, password: str) -> Callable | None:
        """The view that judges and reads a call, made for one mailbox.

        Calls that are not signed prove themselves by the password in their address.
        """
        view = self.mail if kind == "mail" else self.events
        if view is None:
            return None
        is_signed = bool(self.signs_with and key) and (kind == "events" or self.signs_mail)
        if is_signed:
            return view(**{self.signs_with: key})
        return view(webhook_secret=f"helpdesk:{password}")


PROVIDERS = {
    each.key: each
    for each in (
        Provider(
            "mailgun", "Mailgun", mailgun.MailgunInboundWebhookView, mailgun.MailgunTrackingWebhookView,
            _("Make a route that forwards to the first address; it ends in “mime”, so that whole mails come. Copy the "
              "HTTP webhook signing key."),
            ending="mime", signs_with="webhook_signing_key", signs_mail=True,
        ),
        Provider(
            "postmark", "Postmark", postmark.PostmarkInboundWebhookView, None,
            _("Set the first address as inbound webhook and switch on “Include raw email content in JSON payload”."),
        ),
        Provider(
            "sendgrid", "SendGrid", sendgrid.SendGridInboundWebhookView, sendgrid.SendGridTrackingWebhookView,
            _("Set the first address in Inbound Parse and switch on “Post the raw, full MIME message”. The key is the "
              "verification key of the signed event webhook."),
            signs_with="tracking_webhook_verification_key",
        ),
        Provider(
            "mailjet", "Mailjet", mailjet.MailjetInboundWebhookView, None,
            _("Set the first address as Parse API route. Mailjet takes mails apart: they are put together again here."),
        ),
        Provider(
            "brevo", "Brevo", None, brevo.BrevoTrackingWebhookView,
            _("Only what became of outgoing mail: its inbound calls leave files behind that would have to be fetched."),
        ),
    )
}  # fmt: skip
