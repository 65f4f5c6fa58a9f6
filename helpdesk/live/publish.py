"""Tells every open page of a tenant that something changed. Call it after the commit; it never raises."""

import logging
import threading
import time

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from helpdesk.live.channel import EVERYBODY, PUBLISH_SCRIPT, RESYNC, client_url, key, pack

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.04
AGAIN_SECONDS = 1.0
PATIENCE_THEN_SECONDS = 2.0


class Publisher:
    """A connection that gives up at once, and makes good for it later.

    What fails or takes longer than PATIENCE_SECONDS is not waited for, and while it is so Redis is not asked again by
    whoever does the work. A thread asks instead; when it gets through, the pages of the tenants that missed something
    are told to look again at all they show.
    """

    def __init__(self, url: str):
        self._url = client_url(url)
        self._publish = self._script(PATIENCE_SECONDS)
        self._resting = False
        self._missed: set[int] = set()  # tenants, while it rests
        self._lock = threading.Lock()

    def publish(self, tenant_id: int, *packed: str) -> None:
        with self._lock:
            if self._resting:
                self._missed.add(tenant_id)
                return
        try:
            self._publish(keys=[key(tenant_id)], args=packed)
        except (redis.RedisError, OSError) as error:
            log.warning("live updates wait for Redis: %s", error)
            self._rest(tenant_id)

    def _rest(self, tenant_id: int) -> None:
        with self._lock:
            self._missed.add(tenant_id)
            if self._resting:
                return
            self._resting = True
        threading.Thread(target=self._until_told, name="live-resync", daemon=True).start()

    def _until_told(self) -> None:
        publish = self._script(PATIENCE_THEN_SECONDS)
        resync = pack(EVERYBODY, RESYNC, 0, 0)
        while True:
            time.sleep(AGAIN_SECONDS)
            with self._lock:
                missed, self._missed = self._missed, set()
            try:
                for tenant_id in missed:
                    publish(keys=[key(tenant_id)], args=[resync])
            except (redis.RedisError, OSError):
                with self._lock:
                    self._missed |= missed
                continue
            with self._lock:
                if not self._missed:  # else somebody missed something after being told
                    self._resting = False
                    return

    def _script(self, patience_seconds: float):
        client = redis.Redis.from_url(
            self._url,
            socket_timeout=patience_seconds,
            socket_connect_timeout=patience_seconds,
            retry=Retry(NoBackoff(), 0),
        )
        return client.register_script(PUBLISH_SCRIPT)


_publishers: dict[str, Publisher] = {}


def publish(tenant_id: int, topic: str, type: str, id: int, version: int) -> None:
    """Let the listeners of `topic` ("desk", "ticket:12", "agent:7") know; they fetch what they may see themselves.

    An event lost to a dead or slow Redis is no loss: soon after, pages are told to look again at everything.
    """
    publish_together(tenant_id, [pack(topic, type, id, version)])


def publish_together(tenant_id: int, packed: list[str]) -> None:
    """The same for several hints (see channel.pack), in one exchange with Redis."""
    url = settings.REDIS_URL
    if url not in _publishers:
        _publishers[url] = Publisher(url)
    _publishers[url].publish(tenant_id, *packed)
