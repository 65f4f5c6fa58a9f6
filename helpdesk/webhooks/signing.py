"""Signatures by the Standard Webhooks specification, so that receivers verify them with a library they have."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """A secret as receivers are given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(key: str, moment: int, body: bytes, sign_with: Iterable[str]) -> dict[str, str]:
    """What proves to the receiver who sent the message, and when: one signature for each secret that is valid."""
    signed = b".".join([key.encode(), str(moment).encode(), body])
    signatures = [base64.b64encode(hmac.digest(_bytes(one), signed, hashlib.sha256)).decode() for one in sign_with]
    return {
        "webhook-id": key,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }


def _bytes(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))
