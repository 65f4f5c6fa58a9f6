"""Ids that we hand out and recognise again: a few numbers and a signature in letters that survive any mail program."""

import base64
import binascii
import hashlib
import hmac

from django.conf import settings

_MAC_BYTES = 16


def sign(purpose: str, *numbers: int) -> str:
    """Return numbers and their signature as lower-case base32, valid for this purpose only.

    Case and the place it travels in do not matter; 128 bits of HMAC-SHA256 do.
    """
    payload = b"".join(_varint(number) for number in numbers)
    return _encode(payload + _mac(settings.SECRET_KEY, purpose, payload))


def read(purpose: str, token: str) -> tuple[int, ...] | None:
    """Return the numbers of an id that we signed for this purpose, else None. Compares in constant time."""
    data = _decode(token)
    if data is None or len(data) <= _MAC_BYTES:
        return None
    payload, mac = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    matches = [hmac.compare_digest(mac, _mac(key, purpose, payload)) for key in keys]
    return _numbers(payload) if any(matches) else None


def _mac(key: str, purpose: str, payload: bytes) -> bytes:
    purpose_key = hmac.digest(key.encode(), f"helpdesk.ids/{purpose}".encode(), hashlib.sha256)
    return hmac.digest(purpose_key, payload, hashlib.sha256)[:_MAC_BYTES]


def _encode(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()


def _decode(token: str) -> bytes | None:
    word = token.lower()
    try:
        data = base64.b32decode(word.upper() + "=" * (-len(word) % 8))
    except (binascii.Error, ValueError):
        return None
    # The last letter has spare bits; only the spelling that we ourselves would write counts.
    return data if _encode(data) == word else None


def _varint(number: int) -> bytes:
    if number < 0:
        raise ValueError("ids are not negative")
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _numbers(payload: bytes) -> tuple[int, ...]:
    numbers, number, shift = [], 0, 0
    for byte in payload:
        number |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            numbers.append(number)
            number = shift = 0
    return tuple(numbers)
