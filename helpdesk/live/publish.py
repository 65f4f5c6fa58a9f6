"""Tells every open page of a tenant that something changed. Call it after the commit; it never raises."""

import logging
import time

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from helpdesk.live.channel import PUBLISH_SCRIPT, client_url, key, pack

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.04
REST_SECONDS = 10.0


class Publisher:
    """A connection that gives up: after one failure it does not touch Redis again for REST_SECONDS."""

    def __init__(self, url: str):
        self._client = redis.Redis.from_url(
            client_url(url),
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._script = self._client.register_script(PUBLISH_SCRIPT)
        self._resting_until = 0.0

    def publish(self, tenant_id: int, *packed: str) -> None:
        if time.monotonic() < self._resting_until:
            return
        try:
            self._script(keys=[key(tenant_id)], args=packed)
        except (redis.RedisError, OSError) as error:
            self._resting_until = time.monotonic() + REST_SECONDS
            log.warning("live updates pause for %.0f s: %s", REST_SECONDS, error)


_publishers: dict[str, Publisher] = {}


def publish(tenant_id: int, topic: str, type: str, id: int, version: int) -> None:
    """Let the listeners of `topic` ("desk", "ticket:12", "agent:7") know; they fetch what they may see themselves.

    An event lost to a dead Redis is no loss: when it is back, pages are told to look again at everything.
    """
    publish_together(tenant_id, [pack(topic, type, id, version)])


def publish_together(tenant_id: int, packed: list[str]) -> None:
    """The same for several hints (see channel.pack), in one exchange with Redis."""
    url = settings.REDIS_URL
    if url not in _publishers:
        _publishers[url] = Publisher(url)
    _publishers[url].publish(tenant_id, *packed)
