"""How many requests a token may make: a bucket in Redis that fills steadily. Without Redis everybody may pass."""

import logging
import time

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.throttling import BaseThrottle

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.1
REST_SECONDS = 5.0

# One number a token: the moment its bucket will be full again (GCRA), in microseconds of Redis's own clock.
# Returns whether it may pass, what is left, and in how many ms the bucket is full or the next request is due.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local step, depth = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = full + step - now - depth
if wait > 0 then return {0, 0, math.ceil((full - now) / 1000), math.ceil(wait / 1000)} end
full = full + step
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000) + 1000)
return {1, math.floor((depth - (full - now)) / step), math.ceil((full - now) / 1000), 0}
"""


class Bucket:
    """Takes from a token's bucket; after a failure it does not touch Redis again for REST_SECONDS."""

    def __init__(self, url: str):
        self._client = redis.Redis.from_url(
            url.replace("redis+socket://", "unix://"),
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._take = self._client.register_script(TAKE)
        self._resting_until = 0.0

    def take(self, key: str, per_minute: int, burst: int) -> tuple[bool, int, float, float] | None:
        """(may pass, requests left, seconds to a full bucket, seconds to wait), or None while Redis is away."""
        if time.monotonic() < self._resting_until:
            return None
        step = 60_000_000 // per_minute
        try:
            passes, left, full_ms, wait_ms = self._take(keys=[key], args=[step, step * burst])
        except (redis.RedisError, OSError) as error:
            self._resting_until = time.monotonic() + REST_SECONDS
            log.warning("rate limits pause for %.0f s: %s", REST_SECONDS, error)
            return None
        return bool(passes), left, full_ms / 1000, wait_ms / 1000


_buckets: dict[str, Bucket] = {}


class TokenRate(BaseThrottle):
    """API_REQUESTS_PER_MINUTE for each token, of which API_BURST may come at once."""

    _wait = 0.0

    def allow_request(self, request, view) -> bool:
        if request.auth is None:
            return True
        url = settings.REDIS_URL
        bucket = _buckets.setdefault(url, Bucket(url)) if url not in _buckets else _buckets[url]
        # By its digest, not its id: two databases beside one Redis count alike, and the suite has one a process.
        key = f"hd:rate:{request.auth.tenant_id}:{request.auth.digest[:24]}"
        taken = bucket.take(key, settings.API_REQUESTS_PER_MINUTE, settings.API_BURST)
        if taken is None:
            return True
        passes, left, full_seconds, self._wait = taken
        request.rate = {
            "RateLimit-Limit": str(settings.API_BURST),
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": str(int(full_seconds) + 1),
        }
        return passes

    def wait(self) -> float:
        return self._wait
