import asyncio

import pytest
import redis
from django.conf import settings

from helpdesk.live import channel
from helpdesk.live.hub import Hub
from helpdesk.live.stream import LiveStream

ACME, GLOBEX = 900_001, 900_002


@pytest.fixture
def in_the_loop():
    """Runs `story(live)` in an event loop with a hub of its own."""

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
