"""One reader of Redis per process, fanned out to the streams that pages have open.

The contract with the pages' JavaScript:

    GET /live/?token=…[&after=<id>][&drawn=<ms>]
                                    → 200 text/event-stream, 401 token invalid or older than 60 s, 503 full
    id: <id>        data: {"type": "ticket.updated", "id": 12, "version": 7}      what changed; fetch it yourself
    event: ready    data: {}             the stream is open; its `id` is where it begins
    event: resync   data: {}             events were lost: fetch again whatever is on the page
    event: bye      data: {}             the end (15 minutes are over, or the server restarts): come back, new token

A browser comes back by itself with `Last-Event-ID`, until its token is too old: on 401 the page fetches a new one from
`/live/token/` (an ordinary page) and opens `…&after=<last id>`. What happened in between is replayed. A page that has
heard nothing yet says when it was drawn (milliseconds since 1970): what happened until its stream opened counts too.
"""

import asyncio
import logging
from collections import defaultdict

import redis
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from helpdesk.live.channel import Event, client_url, key, position, tenant_of
from helpdesk.live.listener import Listener

log = logging.getLogger(__name__)
CONNECT_AGAIN_SECONDS = 1.0
LISTEN_SECONDS = 5.0
ANSWER_SECONDS = 2.0
WAKE = "live:0"  # no tenant has this id; a subscription that keeps the connection busy while nobody listens


class Hub:
    def __init__(self, redis_url: str):
        self._redis = Redis.from_url(
            client_url(redis_url),
            decode_responses=True,
            # A silent reconnect would hide that events were missed.
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=ANSWER_SECONDS,
            health_check_interval=10,
        )
        self._listeners: dict[int, set[Listener]] = defaultdict(set)
        self._subscribed: dict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._pubsub: PubSub | None = None
        self._task: asyncio.Task | None = None

    @property
    def size(self) -> int:
        return sum(len(listeners) for listeners in self._listeners.values())

    def open(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        self.dismiss()
        while self._task and not self._task.done():
            self._task.cancel()  # once is not enough: redis-py swallows it while it connects
            await asyncio.wait({self._task}, timeout=0.1)
        await self._redis.aclose()

    def dismiss(self) -> None:
        """End all streams with `bye`: their pages come back to whoever serves next."""
        for listener in self._all():
            listener.dismiss()

    def _all(self) -> list[Listener]:
        return [listener for listeners in self._listeners.values() for listener in listeners]

    async def join(self, listener: Listener, after: str, drawn: str = "") -> None:
        """Let the listener hear its tenant, beginning with what it missed since `after`, an event's id; or, without
        one, since the moment `drawn`, written like an id.
        """
        tenant_id = listener.ticket.tenant_id
        self._listeners[tenant_id].add(listener)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._subscribe(tenant_id)
                await self._replay(listener, after, drawn)
        except (redis.RedisError, OSError, TimeoutError) as error:
            log.warning("live stream opened without Redis: %s", error)
            listener.resync()

    async def leave(self, listener: Listener) -> None:
        tenant_id = listener.ticket.tenant_id
        self._listeners[tenant_id].discard(listener)
        if not self._listeners[tenant_id]:
            del self._listeners[tenant_id]
            self._subscribed.pop(tenant_id, None)
            await self._tell("unsubscribe", tenant_id)

    async def _subscribe(self, tenant_id: int) -> None:
        """Wait for Redis to confirm: what is published from then on is heard, what was before can be read."""
        if not self._subscribed[tenant_id].is_set():
            await self._tell("subscribe", tenant_id)
            await self._subscribed[tenant_id].wait()

    async def _tell(self, verb: str, tenant_id: int) -> None:
        if self._pubsub is None:
            return  # whoever listens is subscribed when the connection is back
        try:
            await getattr(self._pubsub, verb)(key(tenant_id))
        except (redis.RedisError, OSError):
            log.info("the reader will notice the broken connection itself")

    async def _replay(self, listener: Listener, after: str, drawn: str) -> None:
        name = key(listener.ticket.tenant_id)
        newest = await self._redis.xrevrange(name, count=1)
        last = newest[0][0] if newest else "0-0"
        if not after:
            # A moment after the last event is no event's id, and the clock that told it may be ahead of Redis's.
            after = min(drawn or last, last, key=position)
        oldest = await self._redis.xrange(name, count=1)
        known = after == last or oldest and position(oldest[0][0]) <= position(after) <= position(last)
        listener.begin(after if known else last)
        if not known:  # trimmed, or Redis has forgotten: what was missed cannot be told any more
            listener.resync()
            return
        for event_id, fields in await self._redis.xrange(name, min=f"({after}"):
            listener.hear(Event.read(event_id, fields["e"]))

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (redis.RedisError, OSError, TimeoutError) as error:
                log.warning("live updates wait for Redis: %s", error)
            finally:
                self._pubsub = None
                for subscribed in self._subscribed.values():
                    subscribed.clear()
            await asyncio.sleep(CONNECT_AGAIN_SECONDS)

    async def _listen(self) -> None:
        async with self._redis.pubsub() as pubsub:
            await pubsub.subscribe(WAKE)
            self._pubsub = pubsub  # from here on a newcomer subscribes by itself
            if self._listeners:
                await pubsub.subscribe(*map(key, self._listeners))
            while True:
                message = await pubsub.get_message(timeout=LISTEN_SECONDS)
                if message:
                    self._dispatch(message)

    def _dispatch(self, message: dict) -> None:
        tenant_id = tenant_of(message["channel"])
        if message["type"] == "subscribe":
            self._subscribed[tenant_id].set()
            for listener in self._listeners.get(tenant_id, ()):
                if listener.has_begun:  # it was here before this connection was: something may have been missed
                    listener.resync()
        elif message["type"] == "message":
            event_id, _, packed = message["data"].partition(" ")
            event = Event.read(event_id, packed)
            for listener in self._listeners.get(tenant_id, ()):
                listener.hear(event)
