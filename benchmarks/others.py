"""Agents without a browser: their pages' streams stay open, and they go from list to ticket to list."""

import asyncio
import json
import random
import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

PAGES = ("/desk/queues/open/", "/desk/queues/mine/", "/desk/queues/unassigned/")


async def work(
    address: str, cookie: str, streams: int, agents: int, pause_seconds: float, listening: Callable[[], None]
) -> None:
    """Opens `streams` streams, calls `listening` when all are open, and lets `agents` work until it is ended."""
    person = _Person(address, cookie)
    async with asyncio.TaskGroup() as group:
        opened = [asyncio.Event() for _ in range(streams)]
        for each in opened:
            group.create_task(person.listen(each))
            await asyncio.wait_for(each.wait(), 30)
        listening()
        for _ in range(agents):
            group.create_task(person.browse(pause_seconds))


class _Person:
    def __init__(self, address: str, cookie: str):
        self._host, self._port = urlsplit(address).hostname, urlsplit(address).port
        self._cookie = cookie

    async def listen(self, opened: asyncio.Event) -> None:
        """One page's stream, opened again when it ends, as the page's script does."""
        while True:
            _status, body = await self._get("/live/token/")
            reader, writer = await self._ask(f"/live/?token={quote(json.loads(body)['token'])}")
            opened.set()
            try:
                while await reader.readline():
                    pass
            finally:
                writer.close()

    async def browse(self, pause_seconds: float) -> None:
        await asyncio.sleep(random.uniform(0, pause_seconds))
        while True:
            _status, body = await self._get(random.choice(PAGES))
            numbers = re.findall(rb'data-number="(\d+)"', body)
            await asyncio.sleep(pause_seconds)
            if numbers:
                ticket = f"/desk/tickets/{random.choice(numbers).decode()}/"
                for part in ("", "context/"):
                    await self._get(ticket + part, "HX-Request: true\r\n")
            await asyncio.sleep(pause_seconds)

    async def _get(self, path: str, headers: str = "") -> tuple[int, bytes]:
        reader, writer = await self._ask(path, headers)
        try:
            answer = await reader.read()
        finally:
            writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        status = int(head.split()[1])
        if status >= 400:
            raise RuntimeError(f"{path}: {status}")
        return status, body

    async def _ask(self, path: str, headers: str = ""):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        asked = f"GET {path} HTTP/1.0\r\nHost: {self._host}:{self._port}\r\nCookie: staff_session={self._cookie}\r\n"
        writer.write(f"{asked}{headers}\r\n".encode())
        await writer.drain()
        return reader, writer
