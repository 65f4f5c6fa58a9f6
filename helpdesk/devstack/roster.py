"""The long-running processes of the product, and the command of each: the same here and in the containers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """One process. `module` and `arguments` follow `python -m`; braces are filled in where it is started."""

    module: str
    arguments: tuple[str, ...]
    says_ready: str = ""  # what its log says once it works; empty where a port answers instead


WEB = Entry(
    "uvicorn",
    (
        "helpdesk.asgi:application",
        *("--host", "{host}", "--port", "{port}"),
        # An open live stream never ends by itself; without this the stop would wait for it.
        *("--timeout-graceful-shutdown", "3", "--timeout-keep-alive", "75"),
        *("--no-access-log", "--no-server-header", "--log-level", "warning"),
    ),
)
WORKER = Entry(
    "celery",
    (
        *("-A", "helpdesk.celery:app", "worker", "--concurrency", "{processes}"),
        # Workers talk to each other for features that nobody here uses.
        *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "info"),
    ),
    says_ready=" ready.",
)
BEAT = Entry(
    "celery",
    ("-A", "helpdesk.celery:app", "beat", "--schedule", "{home}/beat-schedule", "--pidfile=", "--loglevel", "info"),
    says_ready="beat: Starting",
)
SMTP = Entry("manage", ("smtp_receiver",))

ROSTER: dict[str, Entry] = {"web": WEB, "worker": WORKER, "beat": BEAT, "smtp": SMTP}


def command(name: str, **places: object) -> list[str]:
    """The argument list of one entry, without the interpreter: `["-m", "uvicorn", …]`."""
    entry = ROSTER[name]
    return ["-m", entry.module, *(argument.format(**places) for argument in entry.arguments)]


def has_said(log: Path, text: str, since: int) -> Callable[[], bool]:
    """Whether a log, from byte `since` on, contains `text`: ready for processes that open no port."""

    def look() -> bool:
        with open(log, "rb") as file:
            file.seek(since)
            return text.encode() in file.read()

    return look
