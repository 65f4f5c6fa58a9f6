"""The product's processes as they run for people, before the benchmark's database."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def product() -> Iterator[tuple[str, int]]:
    """The product's processes before the benchmark's database: the big company's address and the port mail comes in."""
    from helpdesk.devstack.roster import command
    from tests.journeys.product import free_port

    web, smtp, outbound = free_port(), free_port(), free_port()
    os.environ |= {"PORT": str(web), "SMTP_PORT": str(smtp), "OUTBOUND_SMTP_HOST": "127.0.0.1"}
    os.environ["OUTBOUND_SMTP_PORT"] = str(outbound)
    folder = Path(tempfile.mkdtemp(prefix="helpdesk-bench-"))
    places = {"host": "127.0.0.1", "port": web, "processes": 2, "home": folder}
    with ExitStack() as running:
        catching = ["-m", "helpdesk.devstack.catcher", str(outbound), str(folder)]
        for arguments in (catching, *(command(name, **places) for name in ("web", "worker", "beat", "smtp"))):
            running.enter_context(_process(arguments, folder / "log"))
        address = f"http://big.localhost:{web}"
        _wait_for(web)
        _wait_for(smtp)
        yield address, smtp


@contextmanager
def mail_product() -> Iterator[tuple[int, Path, dict[str, int]]]:
    """Only what mail needs, and a server that takes what we send: the port mail comes in, a file with the number of
    mails taken, and the ids of the product's processes."""
    from helpdesk.devstack.roster import ROSTER, command, has_said
    from tests.journeys.product import free_port

    smtp, outbound = free_port(), free_port()
    os.environ |= {"SMTP_PORT": str(smtp), "OUTBOUND_SMTP_HOST": "127.0.0.1", "OUTBOUND_SMTP_PORT": str(outbound)}
    folder = Path(tempfile.mkdtemp(prefix="helpdesk-bench-"))
    taken = folder / "taken"
    taken.write_text("0")
    places = {"host": "127.0.0.1", "processes": os.environ.get("WORKER_PROCESSES", "2"), "home": folder}
    with ExitStack() as running:
        running.enter_context(_process(["-m", "benchmarks.wire", "take", str(outbound), str(taken)], folder / "sink"))
        names = ("smtp", "worker", "beat")
        pids = {name: running.enter_context(_process(command(name, **places), folder / name)) for name in names}
        for port in (outbound, smtp):
            _wait_for(port)
        _wait_until(has_said(folder / "worker", ROSTER["worker"].says_ready, since=0))
        yield smtp, taken, pids


@contextmanager
def _process(arguments: list[str], log: Path) -> Iterator[int]:
    with log.open("ab") as told:
        running = subprocess.Popen([sys.executable, *arguments], stdout=told, stderr=subprocess.STDOUT)
    try:
        yield running.pid
    finally:
        running.terminate()
        running.wait(30)


def _wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.2)


def _wait_for(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
