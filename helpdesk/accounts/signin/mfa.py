"""Second factors: their secrets are kept encrypted, so that a stolen copy of the database opens no account."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from helpdesk.tenancy.context import current_tenant


class SecondFactors(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise ValueError("a second factor was encrypted under a secret key that is no longer known") from None

    def get_totp_issuer(self) -> str:
        return current_tenant().name


def _locks() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(secret)) for secret in keys])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"helpdesk.mfa/" + secret.encode()).digest())
