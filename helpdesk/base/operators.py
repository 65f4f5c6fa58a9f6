"""Who may see the installation's figures: whoever knows the operators' token; without one, one's own machine only."""

import base64
import binascii
from secrets import compare_digest

from django.conf import settings


def may_see_figures(authorization: str) -> bool:
    """Judge an Authorization header: `Bearer <token>`, or the password a browser asked for (any name)."""
    if not settings.OPERATORS_TOKEN:
        return settings.DEMO
    return compare_digest(_secret_in(authorization).encode(), settings.OPERATORS_TOKEN.encode())


def _secret_in(authorization: str) -> str:
    scheme, _space, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
