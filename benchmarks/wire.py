"""Both ends of the line: servers that hand us mail, and one that takes what we send. Each a process of its own.

`python -m benchmarks.wire send PORT FILE CONNECTIONS` and `python -m benchmarks.wire take PORT FILE`. They are as cheap
as they can be, for they share the processors with what is measured.
"""

import asyncio
import json
import signal
import sys
from contextlib import suppress
from pathlib import Path

from benchmarks.letters import Mail


def written(mails: list[Mail], path: Path) -> Path:
    """The file from which `send` reads them."""
    path.write_text("".join(json.dumps([m.sender, m.recipient, m.raw.decode("latin-1")]) + "\n" for m in mails))
    return path


async def send(port: int, path: Path, connections: int) -> None:
    """Hand over every mail in a conversation of its own, `connections` at a time; whatever is no yes ends it all."""
    mails = iter([json.loads(line) for line in path.read_text().splitlines()])

    async def one_after_the_other() -> None:
        for sender, recipient, raw in mails:
            await _hand_over(port, sender, recipient, raw.encode("latin-1"))

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(one_after_the_other())


async def _hand_over(port: int, sender: str, recipient: str, raw: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await _answer(reader)
    commands = [b"EHLO mail.test", f"MAIL FROM:<{sender}>".encode(), f"RCPT TO:<{recipient}>".encode(), b"DATA"]
    for command in (*commands, raw.replace(b"\r\n.", b"\r\n..") + b".", b"QUIT"):
        writer.write(command + b"\r\n")
        await _answer(reader)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> None:
    while True:
        line = await reader.readline()
        if line[:1] not in (b"2", b"3"):
            raise RuntimeError(f"the receiver said {line!r}")
        if line[3:4] != b"-":
            return


async def take(port: int, path: Path) -> None:
    """Say yes to every mail until told to end; then write down how many that were."""
    taken, asked_to_stop = 0, asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        writer.write(b"220 sink\r\n")
        with suppress(OSError):  # one who goes without a word
            while line := await reader.readline():
                command = line[:4].upper()
                if command == b"DATA":
                    writer.write(b"354 go on\r\n")
                    await reader.readuntil(b"\r\n.\r\n")
                    taken += 1
                    path.write_text(str(taken))
                writer.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
                if command == b"QUIT":
                    break
        writer.close()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked_to_stop.set)
    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=2**26)
    await asked_to_stop.wait()
    server.close()


if __name__ == "__main__":
    if sys.argv[1] == "send":
        asyncio.run(send(int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])))
    else:
        asyncio.run(take(int(sys.argv[2]), Path(sys.argv[3])))
