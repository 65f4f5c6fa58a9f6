"""The whole product, started as a person starts it, and what a person can do from outside: mail, browser, terminal."""

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 240


class Product:
    """A stack of its own below `home`, on free ports."""

    def __init__(self, home: Path):
        self.home = home
        self.port, self.smtp_port = free_port(), free_port()
        self.process: subprocess.Popen | None = None
        self.said = ""

    def start(self) -> None:
        """Run it and wait until it says that it is ready. Raises RuntimeError with what it said instead."""
        log = self.home / "terminal.log"
        self.home.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "helpdesk.devstack", "run"],
                cwd=ROOT, env=self.environment(), stdout=terminal, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        while "Helpdesk is ready" not in log.read_text():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the product did not start:\n{log.read_text()}")
            time.sleep(0.2)
        self.said = log.read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "REDIS", "DJANGO", "HELPDESK"))}
        return {
            **inherited,
            "HELPDESK_HOME": str(self.home),
            "PORT": str(self.port),
            "SMTP_PORT": str(self.smtp_port),
        }

    def url(self, company: str = "acme", path: str = "/") -> str:
        host = f"{company}.localhost" if company else "localhost"
        return f"http://{host}:{self.port}{path}"

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """A management command typed by hand; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment(), input=stdin, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def processes(self) -> dict[str, int]:
        """The process id of each service as it runs now."""
        kept = json.loads((self.home / "pids.json").read_text())
        return {child["name"]: child["pid"] for child in kept["children"]}

    def most_memory_mb(self, service: str) -> int:
        """The most that the service, or a process that is below it now, ever held; 0 where there is no /proc."""
        return max(map(_peak_mb, _with_children(self.processes()[service])))

    @contextmanager
    def silent(self, service: str) -> Iterator[None]:
        """The service and its children take connections and answer nothing: the slowest way of being away."""
        pid = self.processes()[service]
        os.kill(pid, signal.SIGSTOP)  # first, so that it gets no more children
        family = list(_with_children(pid))
        for each in family:
            os.kill(each, signal.SIGSTOP)
        try:
            yield
        finally:
            for each in family:
                os.kill(each, signal.SIGCONT)

    @contextmanager
    def without(self, service: str) -> Iterator[None]:
        """The service is killed, and not started again before the block ends: its supervisor is held that long."""
        pid = self.processes()[service]
        self.process.send_signal(signal.SIGSTOP)
        os.kill(pid, signal.SIGKILL)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def send(self, message: EmailMessage | bytes, *, sender: str, to: str) -> None:
        """A mail program's SMTP conversation."""
        raw = message if isinstance(message, bytes) else message.as_bytes(policy=policy.SMTP)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as server:
            server.sendmail(sender, [to], raw)

    def mails(self) -> list[EmailMessage]:
        """Everything that left by SMTP so far, oldest first."""
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted((self.home / "outbox").glob("*.eml"))
        ]

    def mail(self, fits: Callable[[EmailMessage], bool], within_seconds: float = 20) -> EmailMessage:
        """The first mail that left and fits; waits for it."""
        return soon(lambda: next(filter(fits, self.mails()), None), within_seconds, "mail")


def soon(look: Callable, within_seconds: float, what: str):
    """Whatever `look` finds (truthy) within the time; AssertionError naming `what` where it finds nothing."""
    end = time.monotonic() + within_seconds
    while True:
        if found := look():
            return found
        assert time.monotonic() < end, f"no {what} within {within_seconds} s"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def body_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""


def _with_children(pid: int) -> Iterator[int]:
    yield pid
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    for child in listed.read_text().split() if listed.exists() else ():
        yield from _with_children(int(child))


def _peak_mb(pid: int) -> int:
    told = Path(f"/proc/{pid}/status")
    lines = told.read_text().splitlines() if told.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), 0)
