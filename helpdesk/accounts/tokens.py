"""Keys for programs: made once, shown once, kept as a digest, ended by time or by hand."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from helpdesk.accounts.events import API_TOKEN_MADE, API_TOKEN_REVOKED
from helpdesk.accounts.models import Agent, ApiToken
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record

PREFIX = "hd_"
HINT_LENGTH = 9  # the prefix and six letters: enough to tell tokens apart, useless to guess from
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make(
    agent: Agent, name: str, *, by: Actor, scope: str = "write", expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Give `agent` a key of 256 bits; returns the row and the key itself, which is not kept anywhere."""
    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        agent=agent,
        name=name,
        hint=key[:HINT_LENGTH],
        digest=digest(key),
        scope=scope,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    record(API_TOKEN_MADE, token, by=by, name=name, agent=agent.pk, scope=scope)
    return token, key


@transaction.atomic
def revoke(token: ApiToken, *, by: Actor) -> ApiToken:
    """End the token now. One that has ended stays as it is."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record(API_TOKEN_REVOKED, token, by=by, name=token.name)
    return token


def usable() -> QuerySet:
    """Tokens of active agents with an active login that are neither revoked nor past their end."""
    still_good = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    return ApiToken.objects.filter(still_good, revoked_at=None, agent__is_active=True, agent__user__is_active=True)


def token_for(key: str) -> ApiToken | None:
    """The open tenant's usable token of that key, with its agent and user; notes its use. None for any other key."""
    if not key.startswith(PREFIX):
        return None
    found = usable().select_related("agent__user").filter(digest=digest(key))
    token = next(iter(found), None)  # one at most: `first` would have it sorted
    if token is not None:
        _note_use(token)
    return token


def digest(key: str) -> str:
    # The key is 256 random bits: a plain digest cannot be guessed backwards, and it is found by index.
    return hashlib.sha256(key.encode()).hexdigest()


def _note_use(token: ApiToken):
    """Rarely: a busy program must not turn every request into a write of the same row."""
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        # Requests that come at once never wait for each other over this: one notes it, the others go on.
        free = ApiToken.objects.select_for_update(skip_locked=True).filter(pk=token.pk)
        ApiToken.objects.filter(pk__in=free.values("pk")).update(last_used_at=now)
