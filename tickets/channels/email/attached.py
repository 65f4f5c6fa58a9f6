"""The files of a mail: named safely, typed by their bytes, inline where the words show them."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from tickets.channels.base import File

from . import caps, headers, rtf, tnef
from .charsets import decode
from .files import safe_name, sniff
from .machinemarks import REACTIONS
from .structure import Part, split_head

REPORTS = ("message/delivery-status", "message/feedback-report", "message/disposition-notification")
_ENDINGS = {"message/rfc822": ".eml", "text/calendar": ".ics", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif",  # noqa: E501
            "text/html": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}  # fmt: skip


@dataclass
class Attached:
    """The files, and words that were packed into one of them."""

    files: list[File] = field(default_factory=list)
    text: str = ""
    html: str = ""


def gather(parts: Sequence[Part], html: str) -> Attached:
    """Return the files among the parts; pictures that the words show are inline. What Outlook packed is unpacked, and
    kept as it came where something of it could not be read."""
    found = Attached()
    for part in parts:
        if part.type in REPORTS or part.type in REACTIONS or not part.body.strip() or _comes_again(part, parts):
            continue
        file = _file(part, html)
        if not file.content.startswith(tnef.SIGNATURE) or not _unpack(found, file, html):
            found.files.append(file)
    return found


def _comes_again(part: Part, parts: Sequence[Part]) -> bool:
    """Whether this is an invitation that is a file with a name besides: Google sends each twice."""
    if part.type != "text/calendar" or part.filename:
        return False
    named = (other for other in parts if other.filename and other.type in ("application/ics", "text/calendar"))
    return any(other.content().split() == part.content().split() for other in named)


def _unpack(found: Attached, packed: File, html: str) -> bool:
    """Add what is in it; says whether that was all, so that the file itself says nothing more."""
    inner = tnef.unpack(packed.content)
    found.html = found.html or decode(inner.html, "")
    found.text = found.text or inner.text or rtf.words_of(inner.rtf)
    shown = f"{html}{found.html}"
    for one in inner.files:
        is_inline = _is_shown(one.content_id, shown)
        kind = sniff(one.content, one.media_type or "application/octet-stream")
        found.files.append(file_of(safe_name(one.name), kind, one.content, one.content_id[:250], is_inline))
    return inner.is_whole and bool(inner.files or inner.text or inner.html or inner.rtf)


def _file(part: Part, html: str) -> File:
    content = part.content()
    content_id = part.headers.text("content-id").strip("<> ")[:250]
    kind = sniff(content, part.type)
    subject = next(_subjects(content), "") if part.type == "message/rfc822" else ""
    name = safe_name(
        part.filename, (safe_name(subject, "message") if subject else "attachment") + _ENDINGS.get(kind, "")
    )
    # What the words do not show stands below them, whatever it calls itself: phones send their photos "inline".
    return file_of(name, kind, content, content_id, _is_shown(content_id, html))


def _is_shown(content_id: str, html: str) -> bool:
    """Whether the words name the picture: as it is, as mark-up writes it, or as addresses do (RFC 2392)."""
    forms = "|".join(map(re.escape, {content_id, escape(content_id), quote(content_id)}))
    return bool(content_id) and re.search(rf"(?i:cid:)(?:{forms})(?![\w.@%&-])", html) is not None


def file_of(name: str, kind: str, content: bytes, content_id: str = "", is_inline: bool = False) -> File:
    """Return a file whose name is safe and whose type was looked at already."""
    return File(name, kind, content, hashlib.sha256(content).hexdigest(), content_id, is_inline)


def _subjects(content: bytes) -> Iterator[str]:
    block = split_head(content)[0]
    if len(block) <= caps.HEADER_BLOCK_BYTES:
        yield headers.read_block(block).text("subject")[:80]
