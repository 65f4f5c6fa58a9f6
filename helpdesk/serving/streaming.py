"""An answer made piece by piece in a thread and sent by the event loop, no faster than its reader reads."""

import asyncio
import concurrent.futures
from collections.abc import Iterable

POLL_SECONDS = 0.5


class ReaderGone(Exception):
    """Raised inside the page's generator, in its thread: nobody reads the rest."""


class Stream:
    def __init__(self, loop: asyncio.AbstractEventLoop, send):
        self._loop, self._send = loop, send
        self._abandoned = False

    def abandon(self) -> None:
        self._abandoned = True

    def send_all(self, status: int, headers: list[tuple[bytes, bytes]], blocks: Iterable[bytes]) -> None:
        """Called in the page's thread. Raises ReaderGone."""
        self._put({"type": "http.response.start", "status": status, "headers": headers})
        for block in blocks:
            self._put({"type": "http.response.body", "body": block, "more_body": True})
        self._put({"type": "http.response.body", "body": b""})

    def _put(self, message: dict) -> None:
        """Wait until the server has taken the message, but never for a reader who left or a loop that ended."""
        if self._abandoned:
            raise ReaderGone
        sending = asyncio.run_coroutine_threadsafe(self._send(message), self._loop)
        while True:
            try:
                sending.result(POLL_SECONDS)
                return
            except concurrent.futures.TimeoutError:
                if self._abandoned or self._loop.is_closed():
                    sending.cancel()
                    raise ReaderGone from None
