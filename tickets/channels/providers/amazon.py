"""Calls of Amazon SNS, which bring mail of SES and what became of mail: signed with a certificate of Amazon's.

anymail checks no signature and confirms subscriptions by boto3 with keys of an account; both are done here without any.
A certificate that we do not have yet is fetched by a worker: the caller hears "later", and SNS comes again.
"""

import base64
import binascii
import json
import re

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailBaseWebhookView
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_pem_x509_certificate
from django.core.cache import cache
from django.http import HttpRequest

from helpdesk.base import http

_PLACE = r"https://sns\.[a-z0-9-]{3,40}\.amazonaws\.com(?:\.cn)?/"
_CERTIFICATE = re.compile(_PLACE + r"SimpleNotificationService-[\w-]{1,100}\.pem")
_CONFIRMATION = re.compile(_PLACE + r"\?Action=ConfirmSubscription&[\w=&%:.-]{1,2000}")
_KEPT_SECONDS = 7 * 24 * 3600
_HASHES = {"1": hashes.SHA1, "2": hashes.SHA256}
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
_SIGNED["UnsubscribeConfirmation"] = _SIGNED["SubscriptionConfirmation"]
_GREETING = "AmazonSnsSubscriptionSucceeded"


class NotYet(Exception):
    """The certificate has to be fetched first."""

    def __init__(self, address: str):
        self.address = address
        super().__init__("the certificate is being fetched")


class Calls(AmazonSESTrackingWebhookView):
    """Calls of one topic; `topic` is its ARN."""

    topic = ""

    def __init__(self, **kwargs):
        AnymailBaseWebhookView.__init__(self, **kwargs)  # the one between wants an account at Amazon

    def run_validators(self, request):
        super().run_validators(request)
        call = self._parse_sns_message(request)
        if call.get("TopicArn") != self.topic:
            raise AnymailWebhookValidationFailure(f"of another topic: {str(call.get('TopicArn'))[:100]}")
        check(call)


def check(call: dict) -> None:
    """Raises AnymailWebhookValidationFailure for what Amazon did not sign; NotYet where that cannot be told yet."""
    address, algorithm = str(call.get("SigningCertURL")), _HASHES.get(str(call.get("SignatureVersion")))
    if not _CERTIFICATE.fullmatch(address) or algorithm is None:
        raise AnymailWebhookValidationFailure("not signed by Amazon")
    pem = cache.get(_key(address))
    if pem is None:
        raise NotYet(address)
    try:
        _public_key(pem).verify(
            base64.b64decode(str(call.get("Signature"))), _told(call), padding.PKCS1v15(), algorithm()
        )
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise AnymailWebhookValidationFailure("the signature is wrong") from error


def fetch_certificate(address: str) -> None:
    """Fetch what Amazon signs with, for a week. Raises http.NoAnswer, ValueError. Never inside a transaction."""
    if not _CERTIFICATE.fullmatch(address):
        raise ValueError("no certificate of Amazon's")
    answer = http.get(address, {}, most_bytes=http.MOST_READ_BYTES)
    if answer.status != 200:
        raise http.NoAnswer(f"the certificate: {answer.status}")
    _public_key(answer.body)
    cache.set(_key(address), answer.body, _KEPT_SECONDS)


def confirm(address: str) -> None:
    """Say yes to a subscription that proved itself. Raises http.NoAnswer. Never inside a transaction."""
    answer = http.get(address, {}, most_bytes=http.MOST_READ_BYTES)
    if answer.status != 200:
        raise http.NoAnswer(f"the subscription was not confirmed: {answer.status}")


def greeting(request: HttpRequest) -> str | None:
    """Where a subscription is confirmed; "" for other calls that only say something about it; None for all others."""
    call = json.loads(request.body)
    if call.get("Type") == "SubscriptionConfirmation":
        address = str(call.get("SubscribeURL"))
        return address if _CONFIRMATION.fullmatch(address) else ""
    said = str(call.get("Message", ""))
    is_greeting = call.get("Type") != "Notification" or _GREETING in said[:500] or not said.startswith("{")
    return "" if is_greeting else None


def _told(call: dict) -> bytes:
    fields = _SIGNED.get(str(call.get("Type")), ())
    return "".join(f"{name}\n{call[name]}\n" for name in fields if call.get(name) is not None).encode()


def _public_key(pem: bytes) -> rsa.RSAPublicKey:
    key = load_pem_x509_certificate(pem).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("the certificate has no RSA key")
    return key


def _key(address: str) -> str:
    return f"sns-certificate/{address}"
