"""Mail is read in a child process with hard limits of time and memory, so that no mail can harm the ones beside it.

Each process that reads mail keeps one child; it is started once, reads one mail after another and dies with its parent.
The frame on the pipe is a JSON line and the raw bytes; the answer is one JSON line, never a pickle.
"""

import contextlib
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from . import caps
from .parsed import Parsed

_ROOT = Path(__file__).resolve().parents[3]
TOOK_TOO_LONG = "reading it took more than"
_MAILS_PER_CHILD = 2_000
_CHUNK = 1 << 20


class Reader:
    """A child that reads mails; replaced after a crash, a time-out and every two thousand mails."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._read = 0

    def read(self, raw: bytes, *, envelope_from: str | None = None) -> Parsed:
        """Return the mail as read; one that takes too long or too much memory comes back for review. Never raises."""
        with self._lock:
            try:
                return Parsed.from_wire(json.loads(self._ask(raw, envelope_from)))
            except (OSError, ValueError, TimeoutError):
                self._stop()
        return _unread(raw)

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._stop()

    def _ask(self, raw: bytes, envelope_from: str | None) -> bytes:
        process = self._running()
        self._read += 1
        frame = json.dumps({"size": len(raw), "envelope_from": envelope_from}).encode() + b"\n"
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(frame)
        process.stdin.write(raw)
        process.stdin.flush()
        return _line_within(process.stdout, caps.WALL_SECONDS)

    def _running(self) -> "subprocess.Popen[bytes]":
        # After a fork the pipe belongs to the other process too: never share it.
        if self._owner != os.getpid():
            self._process = None
        if self._read >= _MAILS_PER_CHILD or (self._process and self._process.poll() is not None):
            self._stop()
        if self._process is None:
            self._process, self._owner, self._read = _start(), os.getpid(), 0
        return self._process

    def _stop(self) -> None:
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                # What was still to be written cannot reach it any more.
                with contextlib.suppress(OSError):
                    pipe.close()
            self._process.wait()
        self._process = None


reader = Reader()


def _start() -> "subprocess.Popen[bytes]":
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "tickets.channels.email.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd="/",
        start_new_session=True,
    )


def _line_within(pipe: IO[bytes], seconds: float) -> bytes:
    """Return the next line; raises TimeoutError, and OSError when the child is gone."""
    deadline = time.monotonic() + seconds
    pieces: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0, deadline - time.monotonic())):
                raise TimeoutError
            piece = os.read(pipe.fileno(), _CHUNK)
            if not piece:
                raise BrokenPipeError
            pieces.append(piece)
            if piece.endswith(b"\n"):
                return b"".join(pieces)


def _unread(raw: bytes) -> Parsed:
    """Return what can be said of a mail that broke its reader: only its header fields, cheaply cut."""
    from .mime import header_only

    return header_only(raw).for_review(f"{TOOK_TOO_LONG} {caps.CPU_SECONDS} s or {caps.MEMORY_BYTES >> 20} MB")


def _serve() -> None:
    from .mime import read

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (caps.MEMORY_BYTES, caps.MEMORY_BYTES))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        frame = json.loads(line)
        raw = source.read(frame["size"])
        # A timer of processor time, not of the clock: a busy machine must not make an honest mail look hostile.
        signal.setitimer(signal.ITIMER_PROF, caps.CPU_SECONDS)
        answer = json.dumps(read(raw, envelope_from=frame["envelope_from"]).to_wire()).encode("ascii")
        sink.write(answer + b"\n")
        sink.flush()


if __name__ == "__main__":
    _serve()
