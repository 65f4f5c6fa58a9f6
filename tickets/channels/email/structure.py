"""The parts of a mail: cut out of its bytes without a tree of objects, however broken the boundaries are.

The standard library's parser recurses per level and keeps several copies of the mail; cutting slices at boundaries
is iterative, reads a 25 MB mail in well under a second and gives the exact bytes of each part.
"""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import caps
from .charsets import decode
from .headers import Headers, lenient_base64, parameters, read_block

_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_ENVELOPE_LINE = re.compile(rb">?From [^\n]*\n")
_UUENCODED = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} [^\r\n]*\r?\n(.*?)^(?:end|====)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A leaf of the mail, where it hangs and what it says of itself."""

    headers: Headers
    type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    body: bytes
    parents: tuple[tuple[int, str], ...]  # (number, type) of the multiparts around it, outermost first
    raw: bytes

    def content(self) -> bytes:
        """Return the bytes behind the transfer encoding, or the bytes as they are if it names none we know."""
        encoding = re.sub(r"[^\w-]", "", self.headers.text("content-transfer-encoding").lower().split(" ")[0])
        if encoding == "base64":
            return lenient_base64(self.body)
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body)
        if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            return _uudecode(self.body)
        return self.body

    def text(self) -> str:
        """Return the content as text with bare line feeds."""
        return decode(self.content(), self.parameters.get("charset", "")).replace("\r\n", "\n").replace("\r", "\n")


def split_head(raw: bytes) -> tuple[bytes, bytes]:
    """Return header block and body of a mail or part; a part that starts with a blank line has no headers."""
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return b"", raw[2 if raw[:1] == b"\r" else 1 :]
    end = _BLANK_LINE.search(raw)
    return (raw, b"") if end is None else (raw[: end.start()], raw[end.end() :])


def without_envelope(raw: bytes) -> bytes:
    """Return the mail without blank lines before it and without an mbox line."""
    raw = raw.lstrip(b"\r\n\t \x00")
    line = _ENVELOPE_LINE.match(raw)
    return raw[line.end() :] if line else raw


def leaves(raw: bytes) -> Iterator[Part]:
    """Yield every part that is not a multipart, in order. Raises OverCap for too many or too deep ones."""
    multiparts = count = 0
    waiting: list[tuple[bytes, str, tuple[tuple[int, str], ...]]] = [(raw, "text/plain", ())]
    while waiting:
        piece, default_type, parents = waiting.pop()
        count += 1
        if count > caps.PARTS:
            raise caps.OverCap(f"more than {caps.PARTS:,} parts")
        part = _read_part(piece, default_type, parents)
        children = _children(part) if part.type.startswith("multipart/") else []
        if not children:
            # A multipart without parts is what its boundaries failed to cut: text, as far as it is anything.
            yield replace(part, type="text/plain") if part.type.startswith("multipart/") else part
            continue
        if len(parents) >= caps.DEPTH:
            raise caps.OverCap(f"parts nested deeper than {caps.DEPTH}")
        multiparts += 1
        inner = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        around = (*parents, (multiparts, part.type))
        waiting.extend((child, inner, around) for child in reversed(children))


def _read_part(piece: bytes, default_type: str, parents: tuple[tuple[int, str], ...]) -> Part:
    head, body = split_head(piece)
    headers = read_block(head)
    content_type = max(
        (value for name, value in headers.fields if name == "content-type"), key=lambda v: b"/" in v, default=b""
    )
    kind, values = parameters(content_type)
    disposition, disposition_values = parameters(headers.raw("content-disposition"))
    filename = disposition_values.get("filename") or values.get("name", "")
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind):
        # RFC 2045 says to read a broken type as plain text; a named file of unknown kind is a file.
        kind = "application/octet-stream" if filename else default_type
    return Part(headers, kind, values, disposition, filename, body, parents, piece)


def _children(part: Part) -> list[bytes]:
    boundary = part.parameters.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()
    if not boundary or b"--" + boundary not in part.body:
        boundary = _guessed_boundary(part.body)
    if not boundary:
        return []
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    pieces, start = [], None
    for match in delimiter.finditer(part.body):
        if start is not None:
            pieces.append(part.body[start : match.start()])
        start = _line_end(part.body, match.end())
        if match[1]:
            break
        if len(pieces) > caps.PARTS:
            raise caps.OverCap(f"more than {caps.PARTS:,} parts")
    else:
        # No closing boundary: what follows the last one is still a part.
        if start is not None:
            pieces.append(part.body[start:])
    return pieces


def _line_end(body: bytes, at: int) -> int:
    return at + 2 if body[at : at + 2] == b"\r\n" else min(at + 1, len(body))


def _guessed_boundary(body: bytes) -> bytes:
    """Return the boundary of a multipart that does not name it: a first line of dashes that comes again."""
    line = re.search(rb"^--([^\r\n]{4,200}?)[ \t]*\r?$", body[:65536], re.MULTILINE)
    return line[1] if line and body.count(b"--" + line[1]) > 1 else b""


def _uudecode(body: bytes) -> bytes:
    block = _UUENCODED.search(body)
    lines = (block[1] if block else body).splitlines()
    out = []
    for line in lines:
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            size = ((line[0] - 32) & 63) * 4 // 3 + 5 if line else 0
            try:
                out.append(binascii.a2b_uu(line[:size]))
            except binascii.Error:
                continue
    return b"".join(out)
