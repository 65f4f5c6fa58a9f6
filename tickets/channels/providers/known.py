"""The providers whose calls we understand: what each sends, and how it proves that it is the one who calls.

Their proofs and their words for "delivered" and "bounced" are django-anymail's to know (decision 101).
"""

from collections.abc import Callable
from dataclasses import dataclass

from anymail.webhooks import brevo, mailgun, mailjet, postmark, sendgrid
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.channels.providers import amazon, freshness


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
    has_api_key: bool = False  # its key is for asking its API, and signs nothing
    asks_for_password: bool = False  # calls without one first, and has one besides its signature
    greeting: Callable[[HttpRequest], str | None] | None = None  # of calls that bring nothing (amazon.greeting)
    signed_at: Callable[[HttpRequest], float] | None = None  # in seconds since 1970, where its signature holds for ever

    @property
    def has_key(self) -> bool:
        return bool(self.signs_with) or self.has_api_key

    def view(self, kind: str, *, key: str, password: str) -> Callable | None:
        """The view that judges and reads a call, made for one mailbox.

        Calls that are not signed prove themselves by the password in their address.
        """
        view = self.mail if kind == "mail" else self.events
        if view is None:
            return None
        is_signed = bool(self.signs_with and key) and (kind == "events" or self.signs_mail)
        proofs = {self.signs_with: key} if is_signed else {}
        if not is_signed or self.asks_for_password:
            proofs["webhook_secret"] = f"helpdesk:{password}"
        return view(**proofs)


PROVIDERS = {
    each.key: each
    for each in (
        Provider(
            "mailgun", "Mailgun", mailgun.MailgunInboundWebhookView, mailgun.MailgunTrackingWebhookView,
            _("Make a route that forwards to the first address; it ends in “mime”, so that whole mails come. Copy the "
              "HTTP webhook signing key."),
            ending="mime", signs_with="webhook_signing_key", signs_mail=True,
            signed_at=freshness.of_mailgun,
        ),
        Provider(
            "ses", "Amazon SES", amazon.Calls, amazon.Calls,
            _("Subscribe the addresses to your SNS topic (HTTPS, no raw message delivery); we confirm by ourselves. "
              "For incoming mail add a receipt rule with the action SNS and the encoding Base64: Amazon takes mails "
              "up to 150 kB that way and returns larger ones. The key is the ARN of the topic."),
            signs_with="topic", signs_mail=True, asks_for_password=True, greeting=amazon.greeting,
        ),
        Provider(
            "postmark", "Postmark", postmark.PostmarkInboundWebhookView, postmark.PostmarkTrackingWebhookView,
            _("Set the first address as inbound webhook and switch on “Include raw email content in JSON payload”. "
              "Set the second one for delivery, bounce and spam complaint."),
        ),
        Provider(
            "sendgrid", "SendGrid", sendgrid.SendGridInboundWebhookView, sendgrid.SendGridTrackingWebhookView,
            _("Set the first address in Inbound Parse and switch on “Post the raw, full MIME message”. The key is the "
              "verification key of the signed event webhook."),
            signs_with="tracking_webhook_verification_key",
        ),
        Provider(
            "mailjet", "Mailjet", mailjet.MailjetInboundWebhookView, mailjet.MailjetTrackingWebhookView,
            _("Set the first address as Parse API route. Mailjet takes mails apart: they are put together again here. "
              "Set the second one for the events sent, bounce, blocked and spam."),
        ),
        Provider(
            "brevo", "Brevo", brevo.BrevoBaseWebhookView, brevo.BrevoTrackingWebhookView,
            _("By Brevo's API make a webhook of the type “inbound” with the event “inboundEmailProcessed” and the "
              "first address. The key is an API key: the files of mails are fetched with it. Set the second address "
              "for delivered, bounced, blocked, invalid and spam."),
            has_api_key=True,
        ),
    )
}  # fmt: skip
