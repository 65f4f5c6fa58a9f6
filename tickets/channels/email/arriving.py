"""A mail while it arrives: beyond a quarter of a megabyte on disk, beyond its limits nowhere.

So two hundred slow senders cost two hundred quarters of a megabyte, and they cannot fill the disk either.
"""

import asyncio
import logging
from tempfile import SpooledTemporaryFile

from django.conf import settings

log = logging.getLogger(__name__)
IN_MEMORY_BYTES = 256 * 1024
MEGABYTE = 1024 * 1024
TOO_LARGE = "552 5.3.4 The mail is larger than what is taken here"
NO_ROOM = "452 4.3.1 Too much mail is arriving, try again later"


class Room:
    """What all mails that arrive at this moment may hold together."""

    taken_bytes = 0

    @classmethod
    def is_full(cls) -> bool:
        return cls.taken_bytes >= settings.SMTP_ROOM_MB * MEGABYTE


class ArrivingMail:
    """The bytes of one mail; `refusal` is the answer once it has to be one, and nothing is kept from then on."""

    def __init__(self) -> None:
        self.refusal = ""
        self.size_bytes = 0
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - closed by `close`

    def __enter__(self) -> "ArrivingMail":
        return self

    def __exit__(self, *_) -> None:
        self._let_go()

    def add(self, piece: bytes) -> None:
        if self.refusal:
            return
        self.size_bytes += len(piece)
        Room.taken_bytes += len(piece)
        if self.size_bytes > settings.MAIL_SIZE_LIMIT_BYTES:
            self._refuse(TOO_LARGE)
        elif Room.is_full():
            self._refuse(NO_ROOM)
        else:
            self._write(piece)

    def whole(self) -> bytes:
        self._file.seek(0)
        return self._file.read()

    def _write(self, piece: bytes) -> None:
        try:
            self._file.write(piece)
        except OSError:
            log.exception("no room on the disk for arriving mail")
            self._refuse(NO_ROOM)

    def _refuse(self, answer: str) -> None:
        """The rest is read on and forgotten: an answer in the middle would not be heard."""
        self.refusal = answer
        self._let_go()

    def _let_go(self) -> None:
        Room.taken_bytes -= self.size_bytes
        self.size_bytes = 0
        self._file.close()


async def take_in(reader: asyncio.StreamReader, mail: ArrivingMail) -> None:
    """Read to the lone dot that ends a mail. Lines may be longer than what the reader holds of one."""
    at_line_start = True
    while True:
        try:
            piece, is_end_of_line = await reader.readuntil(b"\r\n"), True
        except asyncio.LimitOverrunError as found:
            piece, is_end_of_line = await reader.read(found.consumed), False
        if at_line_start and piece == b".\r\n":
            return
        mail.add(piece[1:] if at_line_start and piece.startswith(b".") else piece)
        at_line_start = is_end_of_line
