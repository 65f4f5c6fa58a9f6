"""Receives all mail the embedded stack sends and keeps each as a file: nothing ever leaves the machine.

`python -m helpdesk.devstack.catcher PORT FOLDER`
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope

SIZE_LIMIT_BYTES = 64 * 1024 * 1024


class Catcher:
    def __init__(self, folder: Path):
        self._folder = folder

    async def handle_DATA(self, _server, _session, envelope: Envelope) -> str:
        await asyncio.to_thread(self._keep, envelope)
        return "250 Kept"

    def _keep(self, envelope: Envelope) -> None:
        path = self._folder / file_name(datetime.now(UTC))
        draft = path.with_suffix(".part")
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\n"
        draft.write_bytes(head.encode() + bytes(envelope.original_content or b""))
        draft.replace(path)


def file_name(instant: datetime) -> str:
    """Sorts by time of arrival; the tail keeps two mails of one microsecond apart."""
    return f"{instant:%Y%m%dT%H%M%S.%fZ}-{os.urandom(3).hex()}.eml"


async def serve(port: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    loop, catcher = asyncio.get_running_loop(), Catcher(folder)
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked_to_stop.set)

    def talk() -> SMTP:
        return SMTP(catcher, data_size_limit=SIZE_LIMIT_BYTES, enable_SMTPUTF8=True, hostname="catcher.localhost")

    server = await loop.create_server(talk, "127.0.0.1", port)
    await asked_to_stop.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
