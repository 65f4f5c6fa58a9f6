"""Who is there right now, kept for seconds: a short-lived list in Redis that nobody misses when it is gone."""

import logging
import time
from functools import lru_cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from helpdesk.base import clock
from helpdesk.live.channel import client_url

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.05
REST_SECONDS = 3.0  # a Redis that is away costs one time-out, not one a page

_resting_until = 0.0


def enter(name: str, member: int, says: str, *, seconds: int) -> str:
    """Put `member` on the list for so long, with a word about it; returns the word that stood there before, or ""."""
    now = clock.now().timestamp()
    asked = _ask(
        lambda pipe: (
            pipe.hget(_key(name), member)
            .hset(_key(name), member, f"{now + seconds:.0f} {says}")
            .expire(_key(name), seconds * 2)
        )
    )
    return _word(asked[0], now) if asked and asked[0] else ""


def leave(name: str, member: int) -> bool:
    """Take `member` off; returns whether it was there."""
    asked = _ask(lambda pipe: pipe.hdel(_key(name), member))
    return bool(asked and asked[0])


def present(name: str) -> dict[int, str]:
    """Who is on the list now, and what each says. Empty while Redis is away."""
    now = clock.now().timestamp()
    asked = _ask(lambda pipe: pipe.hgetall(_key(name)))
    said = {int(member): _word(kept, now) for member, kept in (asked[0] if asked else {}).items()}
    return {member: word for member, word in said.items() if word}


def _word(kept: str, now: float) -> str:
    until, _, says = kept.partition(" ")
    return says if float(until) > now else ""


def _key(name: str) -> str:
    return f"{settings.CACHES['default']['KEY_PREFIX']}:roll:{name}"


def _ask(commands) -> list | None:
    global _resting_until
    if time.monotonic() < _resting_until:
        return None
    pipe = _client(settings.REDIS_URL).pipeline(transaction=False)
    commands(pipe)
    try:
        return pipe.execute()
    except (redis.RedisError, OSError) as error:
        _resting_until = time.monotonic() + REST_SECONDS
        log.warning("nobody is seen while Redis is away: %s", error)
        return None


@lru_cache(maxsize=2)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        client_url(url),
        decode_responses=True,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
