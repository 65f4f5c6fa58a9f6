"""DKIM (RFC 6376): a signature by which others see that the owner of the sender's domain let the mail go.

RSA-SHA256 over relaxed forms: what every receiver checks. Pure: bytes and a key in, bytes out.
"""

import base64
import hashlib
import re
from datetime import datetime

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

KEY_BITS = 2048
# Signed once more than they occur (RFC 6376 §5.4.2 for From): nobody can add another that is shown instead.
SIGNED = (
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"list-unsubscribe", b"list-unsubscribe-post", b"auto-submitted",
)  # fmt: skip
_OVERSIGNED = (b"from", b"to", b"subject", b"date", b"reply-to")


def new_key() -> tuple[str, str]:
    """Return a private key (PEM) and its public key as it stands in a DNS record."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), base64.b64encode(public).decode()


def record(public_key: str) -> str:
    """Return the TXT record to publish at <selector>._domainkey.<domain>."""
    return f"v=DKIM1; k=rsa; p={public_key}"


def sign(content: bytes, *, domain: str, selector: str, private_key: str, at: datetime) -> bytes:
    """Return the mail with a signature above it."""
    content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    head, _, body = content.partition(b"\r\n\r\n")
    fields = _fields(head)
    names = _names(fields)
    digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
    value = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={selector};\r\n t={int(at.timestamp())};"
        f" h={':'.join(name.decode() for name in names)};\r\n bh={digest};\r\n b="
    ).encode()
    told = _chosen(fields, names) + relaxed_field(b"DKIM-Signature", b" " + value)
    key = serialization.load_pem_private_key(private_key.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    signature = base64.b64encode(key.sign(told, padding.PKCS1v15(), hashes.SHA256())).decode()
    folded = "\r\n ".join(signature[at : at + 72] for at in range(0, len(signature), 72))
    return b"DKIM-Signature: " + value + folded.encode() + b"\r\n" + content


def relaxed_body(body: bytes) -> bytes:
    """The body in the form that is hashed: white space folded, no blank lines at the end."""
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"\r\n".join(lines) + b"\r\n" if lines else b""


def relaxed_field(name: bytes, value: bytes) -> bytes:
    """A header field in the form that is signed."""
    unfolded = re.sub(rb"\r\n(?=[ \t])", b"", value)
    return name.lower().strip() + b":" + re.sub(rb"[ \t]+", b" ", unfolded).strip()


def _fields(head: bytes) -> list[tuple[bytes, bytes]]:
    rows = re.split(rb"\r\n(?![ \t])", head)
    return [(name, value) for name, colon, value in (row.partition(b":") for row in rows) if colon]


def _names(fields: list[tuple[bytes, bytes]]) -> list[bytes]:
    there = [name.lower() for name, _ in fields]
    names = [name for name in SIGNED for _ in range(there.count(name))]
    return [*names, *_OVERSIGNED]


def _chosen(fields: list[tuple[bytes, bytes]], names: list[bytes]) -> bytes:
    """The named fields, the last of a name first, as a verifier takes them; one that is missing counts as empty."""
    left: dict[bytes, list[tuple[bytes, bytes]]] = {}
    for name, value in fields:
        left.setdefault(name.lower(), []).append((name, value))
    rows = [left[name].pop() if left.get(name) else None for name in names]
    return b"".join(relaxed_field(*row) + b"\r\n" for row in rows if row)
