"""Django's pages behind an async server: a fixed pool of threads, and nothing slow ever holds one of them.

As many threads as database connections. Bodies are read before a thread is taken, whole answers are handed back in
one piece, files are read and sent after the thread is free again. Only a streamed answer keeps its thread, because
its generator may still ask the database; when its reader goes away it is ended.
"""

import asyncio
import contextvars
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any

from helpdesk.serving.bodies import BodyTooLarge, SenderGone, read_body
from helpdesk.serving.environ import wsgi_environ
from helpdesk.serving.streaming import ReaderGone, Stream

log = logging.getLogger(__name__)
FILE_BLOCK_BYTES = 256 * 1024
QUEUE_SECONDS = 10  # for a free thread: longer, and whoever asked has gone or asked again

Headers = list[tuple[bytes, bytes]]


class FileBody:
    """What Django returns for a file when the server offers `wsgi.file_wrapper`: the file itself, unread."""

    def __init__(self, file: IO[bytes], _block_size: int = 0):
        self._file = file
        self._first = b""

    def whole(self) -> bytes:
        """All of it, and closed, when it is small enough to be handed over in one piece; else nothing."""
        self._first = self._file.read(FILE_BLOCK_BYTES)
        if len(self._first) == FILE_BLOCK_BYTES:
            return b""
        self._file.close()
        return self._first

    def next_block(self) -> bytes:
        block, self._first = self._first, b""
        return block or self._file.read(FILE_BLOCK_BYTES)

    def close(self) -> None:
        self._file.close()


@dataclass
class Answer:
    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes | FileBody = b""
    streamed: bool = False  # all that its reader wanted of it has been sent

    def begin(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        """WSGI's `start_response`."""
        self.status = int(status.split(" ", 1)[0])
        # Django writes cookies with a blank in front, which the protocol library refuses.
        self.headers = [(name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]


def plain(status: int, text: str, *more: tuple[bytes, bytes]) -> Answer:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), *more]
    return Answer(status, headers, text.encode())


BUSY = plain(503, "Too much is going on just now. Please try again in a moment.", (b"retry-after", b"10"))


class Pages:
    """The ASGI application that serves a WSGI one."""

    def __init__(self, wsgi: Callable, threads: int, body_limit_bytes: int):
        self._wsgi = wsgi
        self._body_limit_bytes = body_limit_bytes
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: dict, receive, send) -> None:
        try:
            body, length = await read_body(receive, self._body_limit_bytes)
        except BodyTooLarge:
            limit = self._body_limit_bytes // (1024 * 1024)
            await _send(plain(413, f"The request is larger than {limit} MB."), send)
            return
        except SenderGone:
            return
        environ = wsgi_environ(scope, body, length) | {"wsgi.file_wrapper": FileBody}
        if answer := await self._answer(environ, receive, send):
            await _send(answer, send)

    async def _answer(self, environ: dict, receive, send) -> Answer | None:
        """Have the page made by a thread; BUSY when none comes free in time, None when the reader left before that."""
        loop = asyncio.get_running_loop()
        stream = Stream(loop, send)
        # An empty context for every request: what one sets (tenant, actor, clock) can never reach another.
        job = self._pool.submit(contextvars.Context().run, self._make, environ, stream)
        page, reader_gone = asyncio.wrap_future(job), loop.create_task(_until_gone(receive))
        try:
            if not await _any_of(page, reader_gone, QUEUE_SECONDS) and _withdraw(job, environ):
                return BUSY
            if await _any_of(page, reader_gone) is reader_gone:
                stream.abandon()
                if _withdraw(job, environ):
                    return None
            return await page
        finally:
            stream.abandon()
            reader_gone.cancel()

    def _make(self, environ: dict, stream: Stream) -> Answer:
        """Runs in a thread of the pool."""
        answer = Answer()
        with environ["wsgi.input"]:
            result = self._wsgi(environ, answer.begin)
            if isinstance(result, FileBody):
                answer.body = result.whole() or result
                return answer
            try:
                answer.body = _collect(result, answer, stream)
            finally:
                result.close()
        return answer

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _collect(result: Any, answer: Answer, stream: Stream) -> bytes:
    if not getattr(result, "streaming", False):
        return b"".join(result)
    answer.streamed = True
    try:
        stream.send_all(answer.status, answer.headers, result)
    except ReaderGone:
        log.info("reader left before the end of a streamed answer")
    return b""


def _withdraw(job: Future, environ: dict) -> bool:
    """Whether no thread has begun with it, and now none will; what has begun is finished, whoever still listens."""
    if withdrawn := job.cancel():
        environ["wsgi.input"].close()
    return withdrawn


async def _any_of(page: asyncio.Future, gone: asyncio.Future, seconds: float | None = None) -> asyncio.Future | None:
    """The one that is done, the reader's leaving before the page; None when the time is up first."""
    await asyncio.wait({page, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    return next((each for each in (gone, page) if each.done()), None)


async def _until_gone(receive) -> None:
    """The body has been read, so the next thing to hear of the client is that it has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(answer: Answer, send) -> None:
    if answer.streamed:
        return
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if isinstance(answer.body, FileBody):
        await _send_file(answer.body, send)
    else:
        await send({"type": "http.response.body", "body": answer.body})


async def _send_file(body: FileBody, send) -> None:
    try:
        while block := await asyncio.to_thread(body.next_block):
            await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await asyncio.to_thread(body.close)
