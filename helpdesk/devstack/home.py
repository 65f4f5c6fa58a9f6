"""Where one stack keeps its state, and which process may touch it."""

import fcntl
import hashlib
import json
import os
import re
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from helpdesk.devstack.console import StartFailed

ROOT = Path(__file__).resolve().parent.parent.parent
# sun_path holds 104 bytes on macOS, 108 on Linux; Postgres adds "/.s.PGSQL.5432.lock" to the folder's name.
LONGEST_SOCKET_FOLDER = 80
PLAIN_NAME = re.compile(r"[A-Za-z0-9._/-]+")  # what needs no quoting in a URL or a Postgres setting
LOG_LIMIT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Home:
    """The state folder of one stack; two stacks with two homes never meet."""

    path: Path

    @classmethod
    def find(cls, test: bool = False) -> "Home":
        """HELPDESK_HOME, or `var/` (for tests `var/test/`) below the checkout."""
        given = os.environ.get("HELPDESK_HOME")
        return cls(Path(given).resolve() if given else ROOT / "var" / ("test" if test else ""))

    def prepare(self) -> None:
        for folder in (self.path, self.path / "log", self.outbox):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def outbox(self) -> Path:
        return self.path / "outbox"

    @property
    def pids(self) -> Path:
        return self.path / "pids.json"

    @property
    def short_name(self) -> str:
        """`helpdesk-<hash>`: names this home where its own path cannot be used."""
        return "helpdesk-" + hashlib.sha256(str(self.path).encode()).hexdigest()[:10]

    def log(self, name: str) -> Path:
        """The log file of one service; an overgrown one is put aside first."""
        path = self.path / "log" / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path

    def take(self) -> IO[str] | None:
        """The lock that makes one supervisor the owner of this home; None while another one lives."""
        file = (self.path / "lock").open("a+")
        for _attempt in range(10):  # who only asks for the owner holds it for a moment, too
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                file.truncate(0)
                file.write(str(os.getpid()))
                file.flush()
                return file
            time.sleep(0.02)
        file.close()
        return None

    def owner(self) -> int | None:
        """The process id of the supervisor that owns this home, None when there is none."""
        if not (self.path / "lock").exists():
            return None
        with open(self.path / "lock") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return int(file.read() or 0)
        return None

    def publish(self, facts: dict[str, Any]) -> None:
        """Tell every other process where the running stack listens."""
        write_atomically(self.path / "stack.json", json.dumps(facts, indent=1) + "\n")

    def published(self) -> dict[str, Any]:
        try:
            return json.loads((self.path / "stack.json").read_text())
        except (OSError, ValueError):
            return {}

    def is_up(self) -> bool:
        """Whether what is published comes from the supervisor that lives, not from one that was killed."""
        owner = self.owner()
        return owner is not None and self.published().get("pid") == owner

    def withdraw(self) -> None:
        """Take back what `publish` told, and a socket folder that had to be elsewhere."""
        sockets = Path(self.published().get("PGHOST", self.path))
        (self.path / "stack.json").unlink(missing_ok=True)
        if self.path not in (sockets, *sockets.parents):
            with suppress(OSError):  # gone, or still used by what a kill -9 left running
                sockets.rmdir()

    def socket_folder(self) -> Path:
        """A folder whose name fits into a socket address and needs no quoting anywhere."""
        folder = self.path / "sock"
        if len(str(folder)) > LONGEST_SOCKET_FOLDER or not PLAIN_NAME.fullmatch(str(folder)):
            folder = Path(tempfile.gettempdir()) / self.short_name
        return own_folder(folder)


def own_folder(path: Path) -> Path:
    """Make `path`, or accept it when we made it before: in a shared /tmp a stranger may have been there first."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = path.lstat()
    trusted = found.st_uid == os.geteuid() or os.geteuid() == 0 and not found.st_mode & stat.S_IWOTH
    if not stat.S_ISDIR(found.st_mode) or not trusted:
        raise StartFailed(f"{path} belongs to somebody else: remove it, or set HELPDESK_HOME to another folder")
    return path


def write_atomically(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_text(text)
    draft.replace(path)
