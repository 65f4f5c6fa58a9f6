"""Limits on guessing: per account, per network address and per company, counted in the database.

Redis would be cheaper, and gone exactly when somebody makes it so (spec/security.md row 34). A password costs a
quarter of a second of hashing, beside which one indexed count is nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Count, Q

from helpdesk.accounts.models import SignInAttempt
from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant_id

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)


class TooManyAttempts(Exception):
    """The account, the address or the company had its share for now."""


@dataclass(frozen=True)
class Limits:
    """Tries in a quarter of an hour."""

    account: int
    address: int
    company: int


LIMITS = {
    "password": Limits(account=10, address=60, company=1000),
    "code": Limits(account=5, address=60, company=1000),
    "reset": Limits(account=3, address=20, company=200),
}


def spend(purpose: str, account: str, address: str) -> SignInAttempt:
    """Count one try before it is judged. Raises TooManyAttempts, and then nothing may be judged.

    The lock makes tries at one account wait for each other, so that a thousand at once count like a thousand in turn.
    """
    digest = _digest(account)
    _lock(f"{current_tenant_id()}/{purpose}/{digest}")
    now = clock.now()
    SignInAttempt.objects.filter(attempted_at__lt=now - KEPT).delete()
    used = SignInAttempt.objects.filter(purpose=purpose, attempted_at__gt=now - WINDOW).aggregate(
        account=Count("id", filter=Q(account_digest=digest)),
        address=Count("id", filter=Q(address=address)),
        company=Count("id"),
    )
    limits = LIMITS[purpose]
    if used["account"] >= limits.account or used["address"] >= limits.address or used["company"] >= limits.company:
        raise TooManyAttempts
    return SignInAttempt.objects.create(purpose=purpose, account_digest=digest, address=address, attempted_at=now)


def give_back(attempt: SignInAttempt) -> None:
    """The try was right: it does not count. Earlier wrong ones still do: a success must not start the count anew."""
    attempt.delete()


def forget(purpose: str, account: str) -> None:
    """Start the account's count anew: its owner proved to be the owner in another way."""
    SignInAttempt.objects.filter(purpose=purpose, account_digest=_digest(account)).delete()


def _digest(account: str) -> str:
    return hashlib.sha256(account.strip().lower().encode()).hexdigest()


def _lock(name: str):
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
