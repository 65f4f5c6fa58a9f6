"""`GET /live/`: an ASGI application that turns a listener into server-sent events."""

import asyncio
import random
import time
from urllib.parse import parse_qs

from helpdesk.live.channel import Event, position
from helpdesk.live.hub import Hub
from helpdesk.live.listener import Listener, Word
from helpdesk.live.tokens import read_token

HEARTBEAT_SECONDS = 20.0
LIFE_SECONDS = 15 * 60
STREAM_LIMIT = 5000
LAST_OF_A_MILLISECOND = 2**64 - 1
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
]


class LiveStream:
    def __init__(self, hub: Hub):
        self._hub = hub

    async def __call__(self, scope: dict, receive, send) -> None:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        ticket = read_token(asked.get("token", [""])[0])
        if ticket is None:
            await _refuse(send, 401)
        elif self._hub.size >= STREAM_LIMIT:
            await _refuse(send, 503)
        else:
            await self._serve(Listener(ticket), _after(scope, asked), _drawn(asked), receive, send)

    async def _serve(self, listener: Listener, after: str, drawn: str, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _write(send, "retry: 2000\n\n")
        telling = asyncio.create_task(self._tell(listener, after, drawn, send))
        leaving = asyncio.create_task(_until_gone(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            telling.cancel()
            leaving.cancel()
            await self._hub.leave(listener)
        await send({"type": "http.response.body", "body": b""})

    async def _tell(self, listener: Listener, after: str, drawn: str, send) -> None:
        await self._hub.join(listener, after, drawn)
        # Not all at once: streams opened together (after a restart) would also come back together.
        end = time.monotonic() + LIFE_SECONDS * random.uniform(0.9, 1.1)  # noqa: S311 - no secret
        while time.monotonic() < end:
            word = await listener.next(HEARTBEAT_SECONDS)
            await _write(send, _as_text(word, listener))
            if word is Word.BYE:
                return
        await _write(send, _as_text(Word.BYE, listener))


def _after(scope: dict, asked: dict[str, list[str]]) -> str:
    """Where the page left off: the browser's header is newer than the address it was first opened with."""
    header = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    after = header or asked.get("after", [""])[0]
    try:
        position(after)
    except ValueError:
        return ""
    return after


def _drawn(asked: dict[str, list[str]]) -> str:
    """The place just before the millisecond in which the page was drawn, as an event's id; "" where it does not say."""
    moment = asked.get("drawn", [""])[0]
    is_moment = moment.isascii() and moment.isdigit() and 0 < len(moment) < 16
    return f"{int(moment) - 1}-{LAST_OF_A_MILLISECOND}" if is_moment and int(moment) else ""


def _as_text(word: Event | Word | None, listener: Listener) -> str:
    match word:
        case None:
            return ": still here\n\n"
        case Word.READY:
            return f"event: ready\nid: {listener.last_id}\ndata: {{}}\n\n"
        case Word():
            return f"event: {word.value}\ndata: {{}}\n\n"
        case Event():
            return f"id: {word.id}\ndata: {word.body}\n\n"


async def _write(send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until_gone(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store"), (b"retry-after", b"10")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
