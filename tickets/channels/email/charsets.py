"""Text from bytes whose label may be wrong, unknown or missing; it never fails."""

import codecs
import re

# What mail programs write and what they mean by it: the wider set that contains the named one.
_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "euc-cn": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "windows-874": "cp874",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
}
_WESTERN = ("cp1252", "cp1254", "iso8859-15", "iso8859-2", "cp1250", "utf-8")
_SHIFT = re.compile(rb"\x1b(\$[@B]|\([BJI])")
_PAIR = re.compile(rb"[\x21-\x7e]{2}")
# Halves of surrogate pairs are no letters and cannot be stored; UTF-7 and Python's own escapes bring them.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]")


def decode(data: bytes, charset: str = "") -> str:
    """Return the text, by the charset it claims where that fits and by what it looks like where not. Never raises."""
    return _NOT_TEXT.sub("", _decode(data, _codec(charset))).replace("\ufeff", "")


def _decode(data: bytes, codec: str) -> str:
    if b"\x1b$" in data and not codec.startswith("iso2022"):
        codec = "iso2022_jp_ext"
    if not codec or codec in _WESTERN:
        # UTF-8 under a western label is common, western text that happens to be valid UTF-8 is not.
        return _first(data, "utf-8", codec or "cp1252", "cp1252")
    return _first(data, codec, "utf-8")


def _windows_japanese(data: bytes) -> str:
    """ISO-2022-JP with the signs that Windows has and the standard has not (①, ㈱, 髙): Japanese mail is full of them.

    Pairs of JIS are looked up where Shift-JIS keeps them, among which Windows put its own.
    """
    first, *rest = _SHIFT.split(data)
    text = []
    for mode, piece in zip((b"(B", *rest[::2]), (first, *rest[1::2]), strict=True):
        if mode.startswith(b"$"):
            text.append(_PAIR.sub(_as_shift_jis, piece).decode("cp932", "replace"))
        else:
            shifted = bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in piece) if mode == b"(I" else piece
            text.append(shifted.decode("cp932", "replace"))
    return "".join(text)


def _as_shift_jis(pair: re.Match[bytes]) -> bytes:
    row, cell = pair[0]
    lead = ((row + 1) >> 1) + (0x70 if row < 0x5F else 0xB0)
    return bytes((lead, cell + (0x7E if row % 2 == 0 else 0x20 if cell >= 0x60 else 0x1F)))


def _first(data: bytes, *codecs_to_try: str) -> str:
    for name in codecs_to_try:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, ValueError):
            if name.startswith("iso2022_jp"):
                return _windows_japanese(data)
    wanted = codecs_to_try[0] if codecs_to_try[0] != "utf-8" else codecs_to_try[-1]
    return data.decode(wanted, "replace")


def _codec(charset: str) -> str:
    label = charset.strip().strip("\"'").lower().removeprefix("charset=").split("*")[0].strip()
    label = re.sub(r"[^\w.:-]", "", label)
    name = _MEANT.get(label, label)
    try:
        codec = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    # base64, rot13 and zip are codecs too, but none of text.
    return codec.name if codec and codec._is_text_encoding else ""
