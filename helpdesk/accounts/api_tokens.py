"""Keys for programs: made once and shown once, known afterwards only by their digest (spec/security.md row 27)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from helpdesk.accounts.events import API_TOKEN_MADE, API_TOKEN_REVOKED
from helpdesk.accounts.models import Agent, ApiToken
from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record

PREFIX = "hd_"  # lets secret scanners recognise one that was committed or mailed by mistake
USE_IS_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make(
    agent: Agent, name: str, *, by: Actor, scope: str = "write", expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token that acts as `agent`, and its secret: the only time anybody sees it."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        agent=agent,
        name=name.strip()[:80] or "API",
        hint=secret[:8],
        digest=digest(secret),
        scope=scope,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    record(API_TOKEN_MADE, token, by=by, name=token.name, agent=agent.pk, scope=scope)
    return token, secret


@transaction.atomic
def revoke(token: ApiToken, *, by: Actor) -> ApiToken:
    """End the token at once. Revoking it twice changes nothing."""
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record(API_TOKEN_REVOKED, token, by=by, name=token.name, agent=token.agent_id)
    return token


def living(secret: str) -> ApiToken | None:
    """The open tenant's token with that secret and its agent, unless it ended or its agent may no longer sign in."""
    if not secret.startswith(PREFIX):
        return None
    return (
        ApiToken.objects.select_related("agent__user")
        .filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()), digest=digest(secret), revoked_at=None)
        .filter(agent__is_active=True, agent__user__is_active=True)
        .first()
    )


def note_use(token: ApiToken) -> None:
    """Keep when the token was last used, to the minute. Many requests at once never wait for each other over this."""
    now = clock.now()
    if token.last_used_at and now - token.last_used_at < USE_IS_NOTED_EVERY:
        return
    free = ApiToken.objects.select_for_update(skip_locked=True).filter(pk=token.pk)
    ApiToken.objects.filter(pk__in=free.values("pk")).update(last_used_at=now)


def digest(secret: str) -> str:
    """256 random bits need no salt and no slow hash: nobody guesses them."""
    return hashlib.sha256(secret.encode()).hexdigest()
