"""`winmail.dat`: what Outlook packs its files and words into when it believes that the other side is Outlook as well.

The stream is a row of attributes, each with its length, so reading it is one walk forwards that always ends (row 11).
Formats: [MS-OXTNEF]; the words' compression is in rtf.py.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from .charsets import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _ATTACH_TITLE, _ATTACH_DATA = 0x800C, 0x8010, 0x800F
_ATTACHMENT, _NEW_ATTACHMENT, _MESSAGE_PROPERTIES, _CODEPAGE = 0x9005, 0x9002, 0x9003, 0x9007
_TEXT, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _DATA, _MEDIA_TYPE, _CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x3701, 0x370E, 0x3712
_EMBEDDED = bytes.fromhex("0703020000000000c000000000000046")  # before a message inside a message
_SIZES = {0x2: 4, 0x3: 4, 0x4: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_TOLD_BY_LENGTH = (0x1E, 0x1F, 0x102, 0xD)
_MOST_ATTRIBUTES, _MOST_PROPERTIES, _MOST_VALUES, _MOST_FILES, _DEPTH = 5_000, 2_000, 1_000, 200, 3


@dataclass
class Packed:
    """One file in it."""

    name: str = ""
    content: bytes = b""
    media_type: str = ""
    content_id: str = ""


@dataclass
class Unpacked:
    """What was in it. `is_whole` is False where the stream broke off: then the file itself is worth keeping."""

    text: str = ""
    html: bytes = b""
    rtf: bytes = b""
    files: list[Packed] = field(default_factory=list)
    is_whole: bool = True


def unpack(content: bytes, *, depth: int = 0) -> Unpacked:
    """Return what can be read, up to where the stream breaks. Never raises."""
    found, codepage = Unpacked(), "cp1252"
    if not content.startswith(SIGNATURE):
        found.is_whole = False
        return found
    try:
        for name, data in _attributes(content):
            if name == _CODEPAGE and len(data) >= 4:
                codepage = f"cp{struct.unpack_from('<I', data)[0]}"
            elif name == _BODY:
                found.text = found.text or decode(data.rstrip(b"\x00"), codepage)
            elif name == _MESSAGE_PROPERTIES:
                _take_words(found, data, codepage)
            else:
                _take_file(found, name, data, codepage, depth)
    except (struct.error, ValueError):
        found.is_whole = False
    found.files = [file for file in found.files if file.content]
    return found


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = len(SIGNATURE) + 2
    for _ in range(_MOST_ATTRIBUTES):
        if position >= len(content):
            return
        _level, name, _kind, length = struct.unpack_from("<BHHI", content, position)
        start = position + 9
        if start + length > len(content):
            raise ValueError("an attribute longer than what is there")
        yield name, content[start : start + length]
        position = start + length + 2  # and a checksum, which nobody needs
    raise ValueError("too many attributes")


def _take_words(found: Unpacked, data: bytes, codepage: str) -> None:
    for name, kind, value in _properties(data):
        if name == _TEXT:
            found.text = found.text or _string(kind, value, codepage)
        elif name == _HTML:
            found.html = found.html or (value if kind == 0x102 else _string(kind, value, codepage).encode())
        elif name == _RTF and kind == 0x102:
            found.rtf = found.rtf or value


def _take_file(found: Unpacked, name: int, data: bytes, codepage: str, depth: int) -> None:
    if name == _NEW_ATTACHMENT and len(found.files) < _MOST_FILES:
        found.files.append(Packed())
    if not found.files:
        return
    file = found.files[-1]
    if name == _ATTACH_TITLE:
        file.name = file.name or decode(data.rstrip(b"\x00"), codepage)
    elif name == _ATTACH_DATA:
        file.content = data
    elif name == _ATTACHMENT:
        _take_properties(found, file, data, codepage, depth)


def _take_properties(found: Unpacked, file: Packed, data: bytes, codepage: str, depth: int) -> None:
    told = {name: (kind, value) for name, kind, value in _properties(data)}
    for wanted in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME):
        if wanted in told and (name := _string(*told[wanted], codepage)):
            file.name = name
            break
    file.media_type = _string(*told.get(_MEDIA_TYPE, (0x1E, b"")), codepage).lower()
    file.content_id = _string(*told.get(_CONTENT_ID, (0x1E, b"")), codepage).strip("<> ")
    value = told.get(_DATA, (0, b""))[1]
    if value.startswith(_EMBEDDED) and depth < _DEPTH:
        inner = unpack(value[len(_EMBEDDED) :], depth=depth + 1)
        found.files.extend(inner.files[: _MOST_FILES - len(found.files)])
        file.name, file.content = f"{file.name or 'message'}.txt", inner.text.encode()
    elif value:
        file.content = file.content or value


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (name, type, first value) of each property."""
    (count,) = struct.unpack_from("<I", data)
    position = 4
    for _ in range(min(count, _MOST_PROPERTIES)):
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= 0x8000:
            position = _after_own_name(data, position)
        value, position = _value(data, position, kind)
        yield name, kind & 0xEFFF, value


def _after_own_name(data: bytes, position: int) -> int:
    (is_word,) = struct.unpack_from("<I", data, position + 16)
    (number,) = struct.unpack_from("<I", data, position + 20)
    return position + 24 + (_padded(number) if is_word else 0)


def _value(data: bytes, position: int, kind: int) -> tuple[bytes, int]:
    is_many, base = bool(kind & 0x1000), kind & 0xEFFF
    if base not in _SIZES and base not in _TOLD_BY_LENGTH:
        raise ValueError("a property of a type that is not known")
    count = 1
    if is_many or base in _TOLD_BY_LENGTH:
        (count,) = struct.unpack_from("<I", data, position)
        position += 4
    if count > _MOST_VALUES:
        raise ValueError("a property with too many values")
    first = b""
    for number in range(count):
        length = _SIZES.get(base, 0)
        if base in _TOLD_BY_LENGTH:
            (length,) = struct.unpack_from("<I", data, position)
            position += 4
        if position + length > len(data):
            raise ValueError("a property longer than what is there")
        first = data[position : position + length] if number == 0 else first
        position += _padded(length)
    return first, position


def _string(kind: int, value: bytes, codepage: str) -> str:
    if kind == 0x1F:
        return value.decode("utf-16-le", "replace").rstrip("\x00")
    return decode(value.rstrip(b"\x00"), codepage)


def _padded(length: int) -> int:
    return (length + 3) & ~3
