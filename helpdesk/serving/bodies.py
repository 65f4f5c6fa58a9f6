"""Request bodies, read to the end before a thread is spent on them, so that a slow sender holds no thread."""

import asyncio
from tempfile import SpooledTemporaryFile
from typing import IO

IN_MEMORY_BYTES = 1024 * 1024
PATIENCE_SECONDS = 300
# A sender that is cut off in the middle sees a broken connection, never our answer. So we read on for a while.
READ_ON_FACTOR = 4


class BodyTooLarge(Exception):
    """More than the limit was announced or sent."""


class SenderGone(Exception):
    """The connection ended, or stood still too long, before the body did."""


async def read_body(receive, limit_bytes: int) -> tuple[IO[bytes], int]:
    """The whole body as a file standing at its start, and its length. Raises BodyTooLarge, SenderGone."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the reader closes it
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            length = await _fill(file, receive, limit_bytes)
    except BaseException as error:
        file.close()
        if isinstance(error, TimeoutError):
            raise SenderGone from None
        raise
    file.seek(0)
    return file, length


async def _fill(file: IO[bytes], receive, limit_bytes: int) -> int:
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise SenderGone
        block, more = message.get("body", b""), message.get("more_body", False)
        length += len(block)
        if length <= limit_bytes:
            file.write(block)
        elif not more or length > limit_bytes * READ_ON_FACTOR:
            raise BodyTooLarge
    return length
