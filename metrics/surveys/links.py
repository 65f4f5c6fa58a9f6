"""The link in a survey mail: 128 random bits, signed with tenant, survey and expiry; only a digest is stored."""

import hashlib
import hmac
import secrets
from datetime import datetime

from helpdesk.base import clock, ids
from helpdesk.tenancy.context import current_tenant_id
from metrics.models import Survey

PURPOSE = "survey"
LONGEST_TOKEN = 200


def make(survey: Survey, expires_at: datetime) -> tuple[str, str]:
    """Return (token for the link, digest to store)."""
    secret = secrets.randbits(128)
    token = ids.sign(PURPOSE, current_tenant_id(), survey.pk, int(expires_at.timestamp()), secret)
    return token, digest(token)


def digest(token: str) -> str:
    return hashlib.sha256(token.lower().encode()).hexdigest()


def read(token: str) -> Survey | None:
    """The survey of a link of ours that has not expired; None for any other, whatever is wrong with it."""
    numbers = ids.read(PURPOSE, token) if len(token) <= LONGEST_TOKEN and token.isascii() else None
    if numbers is None or len(numbers) != 4:
        return None
    tenant_id, survey_id, expires, _secret = numbers
    if tenant_id != current_tenant_id() or expires <= clock.now().timestamp():
        return None
    survey = Survey.objects.sent().select_related("ticket", "contact").filter(pk=survey_id).first()
    if survey is None or not hmac.compare_digest(survey.token_digest, digest(token)):
        return None
    return survey
