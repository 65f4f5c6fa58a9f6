import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
import redis
from django.conf import settings
from redis import ConnectionPool

from helpdesk.live import channel, publish
from helpdesk.live.hub import Hub
from helpdesk.live.stream import LiveStream

ACME, GLOBEX = 900_001, 900_002


@pytest.fixture
def in_the_loop(monkeypatch):
    """Runs `story(live)` in an event loop with a hub of its own. Hints are waited for: the machine may be busy."""
    monkeypatch.setattr(publish, "PATIENCE_SECONDS", 5.0)
    monkeypatch.setattr(publish, "_publishers", {})

    def run(story, url: str = settings.REDIS_URL):
        async def scene():
            hub = Hub(url)
            hub.open()
            try:
                async with asyncio.timeout(20):
                    return await story(LiveStream(hub))
            finally:
                await hub.close()

        return asyncio.run(scene())

    with redis.Redis.from_url(channel.client_url(settings.REDIS_URL)) as client:
        client.delete(channel.key(ACME), channel.key(GLOBEX))
        yield run
        client.delete(channel.key(ACME), channel.key(GLOBEX))


@pytest.fixture
def slow_redis():
    """`async with slow_redis() as (url, answers)`: Redis at another address, silent until `answers` is set."""

    @asynccontextmanager
    async def opened():
        answers = asyncio.Event()
        place = ConnectionPool.from_url(channel.client_url(settings.REDIS_URL)).connection_kwargs

        async def hand_through(reader, writer):
            await answers.wait()
            there = (
                await asyncio.open_unix_connection(place["path"])
                if "path" in place
                else await asyncio.open_connection(place["host"], place["port"])
            )
            await asyncio.gather(_pour(reader, there[1]), _pour(there[0], writer))

        async with await asyncio.start_server(hand_through, "127.0.0.1", 0) as server:
            yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/{place.get('db', 0)}", answers
            server.close()

    return opened


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while some := await source.read(4096):
            target.write(some)
            await target.drain()
        target.close()
