"""Other people's secrets (passwords of mailboxes) as they may lie in the database: unreadable without our key."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(owner: str, secret: str) -> str:
    """Return the secret encrypted for one owner (a company); empty stays empty."""
    return _box(owner).encrypt(secret.encode()).decode() if secret else ""


def unseal(owner: str, sealed: str) -> str:
    """Return what was sealed for this owner; "" where it was not, or with a key that is gone."""
    try:
        return _box(owner).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""


def _box(owner: str) -> MultiFernet:
    return MultiFernet([Fernet(_key(key, owner)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(key: str, owner: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(key.encode(), f"helpdesk.sealing/{owner}".encode(), hashlib.sha256))
