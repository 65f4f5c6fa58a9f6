"""A page's side of a live stream: opens it in the running event loop and reads what arrives."""

import asyncio

from helpdesk.live.stream import LiveStream


class Page:
    """`async with Page(live, token) as page: await page.reads("data: …")`."""

    def __init__(self, live: LiveStream, token: str, after: str = "", last_event_id: str = "", drawn: str = ""):
        query = f"token={token}&after={after}&drawn={drawn}"
        headers = [(b"last-event-id", last_event_id.encode())] if last_event_id else []
        self._scope = {"type": "http", "method": "GET", "query_string": query.encode(), "headers": headers}
        self._live = live
        self._gone = asyncio.Event()
        self._sent: asyncio.Queue = asyncio.Queue()
        self.status = 0
        self.text = ""
        self.ended = False

    async def __aenter__(self) -> "Page":
        self._task = asyncio.create_task(self._live(self._scope, self._receive, self._sent.put))
        await self._take()
        return self

    async def __aexit__(self, *_) -> None:
        self._gone.set()
        await asyncio.wait_for(self._task, 3)

    async def _receive(self) -> dict:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _take(self) -> None:
        message = await asyncio.wait_for(self._sent.get(), 5)
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.text += message["body"].decode()
            self.ended = not message.get("more_body", False)

    async def reads(self, expected: str) -> str:
        """Read on until the text contains `expected`; returns what has been read so far."""
        while expected not in self.text:
            await self._take()
        return self.text

    async def reads_nothing_more(self, seconds: float = 0.2) -> bool:
        await asyncio.sleep(seconds)
        return self._sent.empty()
