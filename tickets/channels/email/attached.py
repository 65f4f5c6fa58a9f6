"""The files of a mail: named safely, typed by their bytes, inline where the words show them."""

import hashlib
from collections.abc import Iterable, Iterator

from tickets.channels.base import File

from . import caps, headers
from .files import safe_name, sniff
from .structure import Part, split_head

REPORTS = ("message/delivery-status", "message/feedback-report", "message/disposition-notification")
_ENDINGS = {"message/rfc822": ".eml", "text/calendar": ".ics", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif",  # noqa: E501
            "text/html": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}  # fmt: skip


def files_of(parts: Iterable[Part], html: str) -> list[File]:
    """Return the files among the parts; pictures that the words show are inline."""
    return [_file(part, html) for part in parts if part.type not in REPORTS and part.body.strip()]


def _file(part: Part, html: str) -> File:
    content = part.content()
    content_id = part.headers.text("content-id").strip("<> ")[:250]
    kind = sniff(content, part.type)
    subject = next(_subjects(content), "") if part.type == "message/rfc822" else ""
    name = safe_name(
        part.filename, (safe_name(subject, "message") if subject else "attachment") + _ENDINGS.get(kind, "")
    )
    is_inline = bool(content_id and f"cid:{content_id}" in html) or (
        part.disposition == "inline" and kind.startswith("image/")
    )
    return file_of(name, kind, content, content_id, is_inline)


def file_of(name: str, kind: str, content: bytes, content_id: str = "", is_inline: bool = False) -> File:
    """Return a file whose name is safe and whose type was looked at already."""
    return File(name, kind, content, hashlib.sha256(content).hexdigest(), content_id, is_inline)


def _subjects(content: bytes) -> Iterator[str]:
    block = split_head(content)[0]
    if len(block) <= caps.HEADER_BLOCK_BYTES:
        yield headers.read_block(block).text("subject")[:80]
