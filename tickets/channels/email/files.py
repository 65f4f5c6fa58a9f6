"""Attached files: a name that is safe to show, and a type that we saw rather than one that was claimed (rows 15,
17)."""

import re
import unicodedata

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff/\\:*?\"<>|]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"BM", "image/bmp"),
)
_OFFICE = (
    "application/vnd.openxmlformats-officedocument",
    "application/vnd.oasis.opendocument",
    "application/java-archive",
)
_TRUSTED_TEXT = ("text/plain", "text/csv", "text/calendar", "message/rfc822", "application/pgp-signature")


def safe_name(name: str, fallback: str = "attachment") -> str:
    """Return a file name without control, direction and path characters, at most 150 long. It is never a storage
    key."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    name = _UNSAFE.sub("", re.sub(r"\s+", " ", name)).strip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"
    if len(name) > 150:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:140]}.{ending[:9]}" if dot and len(ending) < 10 else name[:150]
    return name or fallback


def sniff(content: bytes, claimed: str) -> str:
    """Return the type the content shows. A claim is believed only where it can do no harm when it lies."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return claimed if kind == "application/zip" and claimed.startswith(_OFFICE) else kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if claimed in _TRUSTED_TEXT:
        return claimed
    return "text/plain" if claimed.startswith("text/") else "application/octet-stream"
