"""Limits of the forms that anybody may send: counted in the database, which is there when Redis is not (row 34)."""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import connection

from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant_id
from tickets.models import FormUse

WINDOW = timedelta(hours=1)


class TooOften(Exception):
    """The visitor used the form as often as it may within an hour."""


def spend(purpose: str, visitor: str, *, most: int) -> None:
    """Count one use by `visitor` (a network address). Raises TooOften, and counts nothing then.

    Uses at the same instant wait for each other, so that a hundred at once count like a hundred in turn.
    """
    digest, now = _digest(visitor), clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{current_tenant_id()}/{purpose}/{digest}"]
        )
    uses = FormUse.objects.filter(purpose=purpose, visitor_digest=digest)
    uses.filter(used_at__lte=now - WINDOW).delete()
    if uses.count() >= most:
        raise TooOften
    FormUse.objects.create(purpose=purpose, visitor_digest=digest, used_at=now)


def _digest(visitor: str) -> str:
    # Keyed: there are so few network addresses that a bare hash could be turned back.
    return hmac.digest(settings.SECRET_KEY.encode(), visitor.encode(), hashlib.sha256).hex()
