"""What a returned mail says: which address failed, for good or for now, and which of our mails it was."""

import re
from dataclasses import dataclass

from .addresses import normalise
from .headers import message_ids, read_block
from .structure import Part, split_head

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY_CODE = re.compile(r"(?<![\d.])([45]\d\d)[ -]")
_NOT_LOST = ("delayed", "delivered", "relayed", "expanded")  # on its way, or beyond what the server can see
_RECIPIENT = re.compile(r"<?([^\s<>()\",:;]+@[^\s<>()\",:;]+\.[a-z]{2,})>?", re.IGNORECASE)


@dataclass(frozen=True)
class Bounce:
    """One returned mail. `is_permanent` is False while it may still arrive, None where the address may be well."""

    recipient: str = ""
    status: str = ""
    is_permanent: bool | None = None
    reason: str = ""
    message_ids: tuple[str, ...] = ()


def read_bounce(parts: list[Part], text: str) -> Bounce:
    """Return what can be told from the parts of a bounce and, where it follows no standard, from its text."""
    fields = _report_fields(parts)
    recipient = normalise(_after_semicolon(fields.get("final-recipient") or fields.get("original-recipient", "")))
    status = _first(_STATUS, fields.get("status", "")) or _first(_STATUS, text) or _first(_REPLY_CODE, text)
    action = fields.get("action", "").lower()
    return Bounce(
        recipient=recipient or normalise(_first(_RECIPIENT, text)),
        status=status,
        is_permanent=_is_permanent(action, status),
        reason=_after_semicolon(fields.get("diagnostic-code", ""))[:500],
        message_ids=_returned_ids(parts, text),
    )


def _report_fields(parts: list[Part]) -> dict[str, str]:
    """Return the fields of the delivery report, those of the first failed recipient winning over the mail's own."""
    found: dict[str, str] = {}
    for part in parts:
        if part.type not in ("message/delivery-status", "message/feedback-report"):
            continue
        groups = [read_block(group) for group in re.split(rb"(?:\r?\n){2,}", part.content().strip()) if group.strip()]
        failed = [g for g in groups if g.text("action").lower() == "failed"]
        for group in failed[:1] or groups:
            for name, _ in group.fields:
                found.setdefault(name, group.text(name))
    return found


def _returned_ids(parts: list[Part], text: str) -> tuple[str, ...]:
    ids: list[str] = []
    for part in parts:
        if part.type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            head = part.content() if part.type.endswith("-headers") else split_head(part.content())[0]
            ids += message_ids(read_block(head[:200_000]).text("message-id"))
    quoted = re.search(r"^[>\s]*message-id:\s*(<[^<>\s]+>)", text, re.IGNORECASE | re.MULTILINE)
    if not ids and quoted:
        ids += message_ids(quoted[1])
    return tuple(ids[:5])


def _is_permanent(action: str, status: str) -> bool | None:
    if action == "failed" and status.startswith("4"):
        return None  # a server that gave up after days of "later": the mail is lost, the address may be well
    if action in _NOT_LOST or status.startswith("4"):
        return False
    if status.startswith("5") or action == "failed":
        return True
    return None


def _after_semicolon(value: str) -> str:
    return value.partition(";")[2].strip() or value.strip()


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text[:20_000])
    return match[1] if match else ""
