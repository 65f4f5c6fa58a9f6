"""Outlook's compressed rich text as plain words ([MS-OXRTFCP]); its looks are not kept."""

import re
import struct

from .charsets import decode

_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_MOST_BYTES = 4 * 1024 * 1024
_TOKEN = re.compile(rb"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\")
_NOT_WORDS = frozenset((b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"header", b"footer", b"object"))
_BREAKS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n"}


def words_of(compressed: bytes) -> str:
    """Return the words; "" for what cannot be read. Never raises."""
    try:
        return _Words().read(decompressed(compressed))
    except (struct.error, IndexError):
        return ""


def decompressed(data: bytes) -> bytes:
    """Return the rich text, at most 4 MB of it; b"" for a packing that is not known. Raises struct.error."""
    _size, raw_size, kind = struct.unpack_from("<III", data)
    if kind == 0x414C454D:  # "MELA": as it is
        return data[16 : 16 + min(raw_size, _MOST_BYTES)]
    return _unwound(data, min(raw_size, _MOST_BYTES)) if kind == 0x75465A4C else b""  # "LZFu"


def _unwound(data: bytes, most: int) -> bytes:
    """Each bit of a control byte says whether a byte follows, or where in the last 4 KB the next ones stand already."""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\x00"))
    at, position, out = len(_DICTIONARY), 16, bytearray()
    while position < len(data) and len(out) < most:
        control, position = data[position], position + 1
        for bit in range(8):
            if position >= len(data):
                return bytes(out)
            length, start = 1, -1
            if control & 1 << bit:
                (token,) = struct.unpack_from(">H", data, position)
                start, length = token >> 4, (token & 15) + 2
                if start == at:
                    return bytes(out)
            for step in range(length):
                byte = data[position] if start < 0 else window[(start + step) % _WINDOW]
                out.append(byte)
                window[at] = byte
                at = (at + 1) % _WINDOW
            position += 1 if start < 0 else 2
    return bytes(out)


class _Words:
    """The text outside of groups that hold none. Mark-up that Outlook hid in it for its own sake is left out."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._depth = self._skipped_from = self._swallowed = 0
        self._codepage, self._is_hidden = "cp1252", False

    def read(self, rtf: bytes) -> str:
        for match in _TOKEN.finditer(rtf[:_MOST_BYTES]):
            byte, word, number, symbol, brace, text = match.groups()
            if brace:
                self._step(brace)
            elif self._skipped_from:
                continue
            elif symbol == b"*" or word in _NOT_WORDS:
                self._skipped_from = self._depth
            elif word:
                self._take(word, number)
            elif not self._is_hidden and (byte or text or symbol in (b"\\", b"{", b"}")):
                self._say(bytes([int(byte, 16)]) if byte else (text or symbol))
        # Letters beyond the first 65,536 come as two halves.
        return "".join(self._out).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()

    def _step(self, brace: bytes) -> None:
        self._depth += 1 if brace == b"{" else -1
        if self._depth < self._skipped_from:
            self._skipped_from = 0

    def _take(self, word: bytes, number: bytes | None) -> None:
        if word == b"htmlrtf":
            self._is_hidden = number != b"0"
        elif word == b"ansicpg" and number:
            self._codepage = f"cp{number.decode()}"
        elif self._is_hidden:
            return
        elif word == b"u" and number:
            self._out.append(chr(int(number) % 0x10000))
            self._swallowed = 1  # what programs show that know no Unicode
        elif word in _BREAKS:
            self._out.append(_BREAKS[word])

    def _say(self, content: bytes) -> None:
        self._out.append(decode(content, self._codepage)[self._swallowed :])
        self._swallowed = 0
