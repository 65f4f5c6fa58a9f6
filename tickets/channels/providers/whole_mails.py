"""The mail in a provider's call: its bytes as they were sent wherever the provider has them, and its envelope."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import unquote

from django.http import HttpRequest

from tickets.channels.providers import brevo
from tickets.channels.providers.rebuilding import named, put_together

LONGEST_FIELD = 2_000  # characters of a header of a part: the library reads them in squared time


class NotWhole(ValueError):
    """The call holds no whole mail; the text says what to switch on."""


@dataclass(frozen=True)
class Delivered:
    """What goes into the intake."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]


def of_call(provider: str, request: HttpRequest, fields: dict[str, bytes], view) -> list[Delivered]:
    """The mails in a call that has proved itself. Raises NotWhole where the provider was not told to send all of it,
    and ValueError for what is no call of that provider's."""
    return _READERS[provider](request, fields, view)


def _mailgun(request, fields, _view) -> list[Delivered]:
    raw = fields.get("body-mime") or request.POST.get("body-mime", "").encode("utf-8", "surrogateescape")
    if not raw:
        raise NotWhole("the mail came taken apart: the route's address must end in “mime”")
    return [Delivered(raw, request.POST.get("sender", ""), _some(request.POST.get("recipient")))]


def _postmark(request, _fields, _view) -> list[Delivered]:
    call = json.loads(request.body)
    if not call.get("RawEmail"):
        raise NotWhole("the mail came taken apart: switch on “Include raw email content in JSON payload”")
    first = (call.get("Headers") or [{}])[0]
    sender = unquote(first.get("Value", "")) if first.get("Name", "").lower() == "return-path" else ""
    raw = call["RawEmail"].encode("utf-8", "surrogatepass")
    return [Delivered(raw, sender, _some(call.get("OriginalRecipient")))]


def _sendgrid(request, fields, _view) -> list[Delivered]:
    raw = fields.get("email")
    if not raw:
        raise NotWhole("the mail came taken apart: switch on “Post the raw, full MIME message”")
    envelope = json.loads(request.POST.get("envelope") or "{}")
    return [Delivered(raw, str(envelope.get("from") or ""), tuple(map(str, envelope.get("to") or ())))]


def _mailjet(request, _fields, view) -> list[Delivered]:
    call = json.loads(request.body)
    if any(_longest(part.get("Headers") or {}) > LONGEST_FIELD for part in call.get("Parts") or ()):
        raise NotWhole("a header of a part is longer than can be put together again")
    message = view.esp_to_anymail_event(call | {"Headers": {}}).message
    raw = put_together(call.get("Headers") or {}, message, request.body)
    return [Delivered(raw, call.get("Sender") or "", _some(call.get("Recipient")))]


def _brevo(request, _fields, _view) -> list[Delivered]:
    return [_of_item(item) for item in json.loads(request.body)["items"]]


def _of_item(item: dict) -> Delivered:
    told = json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")  # JSON may hold half a character
    item = json.loads(told)
    headers = item.get("Headers") or {}
    raw = put_together(headers, brevo.message_of(item), told)
    recipient = unquote(named(headers, "delivered-to"))
    return Delivered(raw, unquote(named(headers, "return-path")), _some(recipient))


def _ses(request, _fields, _view) -> list[Delivered]:
    told = json.loads(json.loads(request.body)["Message"])
    content, receipt = told.get("content"), told["receipt"]
    if told.get("notificationType") != "Received" or content is None:
        raise NotWhole("the mail itself is not in it: the receipt rule's action must be SNS, with the encoding Base64")
    is_base64 = receipt["action"].get("encoding") == "BASE64"
    raw = base64.b64decode(content) if is_base64 else content.encode("utf-8", "surrogatepass")
    return [Delivered(raw, told["mail"].get("source") or "", tuple(map(str, receipt.get("recipients") or ())))]


def _longest(headers: dict) -> int:
    """How long the longest of the header's values is."""
    every = [one for value in headers.values() for one in (value if isinstance(value, list) else [value])]
    return max((len(str(one)) for one in every), default=0)


def _some(address: str | None) -> tuple[str, ...]:
    return (address,) if address else ()


_READERS: dict[str, Callable[..., list[Delivered]]] = {
    "mailgun": _mailgun, "postmark": _postmark, "sendgrid": _sendgrid, "mailjet": _mailjet,
    "brevo": _brevo, "ses": _ses,
}  # fmt: skip
