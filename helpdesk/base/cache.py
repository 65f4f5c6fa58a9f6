"""A cache that forgets while Redis is away instead of failing the page that asked."""

import logging
import time

import redis
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger(__name__)
REST_SECONDS = 3.0


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; while the server is unreachable it answers like an empty cache.

    After a failure it does not try again for REST_SECONDS, so that a dead Redis costs one time-out and not one a call.
    """

    _resting_until = 0.0

    def _guarded(self, call, instead, *args, **kwargs):
        if time.monotonic() < ForgivingRedisCache._resting_until:
            return instead
        try:
            return call(*args, **kwargs)
        except (redis.RedisError, OSError) as error:
            ForgivingRedisCache._resting_until = time.monotonic() + REST_SECONDS
            log.warning("cache unreachable: %s", error)
            return instead

    def get(self, key, default=None, version=None):
        return self._guarded(super().get, default, key, default, version)

    def get_many(self, keys, version=None):
        return self._guarded(super().get_many, {}, keys, version)

    def set(self, *args, **kwargs):
        return self._guarded(super().set, None, *args, **kwargs)

    def set_many(self, *args, **kwargs):
        return self._guarded(super().set_many, [], *args, **kwargs)

    def add(self, *args, **kwargs):
        return self._guarded(super().add, True, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._guarded(super().delete, False, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        return self._guarded(super().incr, delta, key, delta, version)

    def touch(self, *args, **kwargs):
        return self._guarded(super().touch, False, *args, **kwargs)
