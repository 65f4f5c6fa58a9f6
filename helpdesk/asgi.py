"""The web process: `/live/` and health in the event loop, everything else by Django in a fixed pool of threads.

    uvicorn helpdesk.asgi:application

WEB_THREADS (4) is also how many database connections one process holds.
"""

import asyncio
import signal

from django.conf import settings

from helpdesk.live.hub import Hub
from helpdesk.live.stream import LiveStream
from helpdesk.serving.health import HEALTH_PATHS, Health
from helpdesk.serving.pages import Pages
from helpdesk.settings.environment import env_number
from helpdesk.wsgi import application as wsgi

MEGABYTE = 1024 * 1024
LIVE_PATH = "/live/"


class Application:
    def __init__(self) -> None:
        self._pages = Pages(wsgi, env_number("WEB_THREADS", 4), env_number("WEB_BODY_LIMIT_MB", 30) * MEGABYTE)
        self._health = Health()
        self._hub = Hub(settings.REDIS_URL)
        self._live = LiveStream(self._hub)

    async def __call__(self, scope: dict, receive, send) -> None:
        if scope["type"] == "lifespan":
            await self._live_through(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"] in HEALTH_PATHS:
            await self._health(scope, receive, send)
        elif scope["path"] == LIVE_PATH and scope["method"] == "GET":
            await self._live(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _live_through(self, receive, send) -> None:
        await receive()
        self._hub.open()
        self._dismiss_streams_on(signal.SIGTERM, signal.SIGINT)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._hub.close()
        self._pages.close()
        self._health.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _dismiss_streams_on(self, *numbers: signal.Signals) -> None:
        """The server first waits for open connections, then tells us: streams would make every stop last."""
        loop = asyncio.get_running_loop()
        for number in numbers:
            before = signal.getsignal(number)

            def handle(received, frame, before=before):
                loop.call_soon_threadsafe(self._hub.dismiss)
                if callable(before):
                    before(received, frame)

            signal.signal(number, handle)


application = Application()
