"""Child processes that never outlive their supervisor, and that are known again after it died.

A process is recognised by its id together with its start time, so that a reused id is never signalled.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

ON_LINUX = sys.platform == "linux"
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Record:
    """One child as it is written to pids.json. Children of a higher stage are stopped first."""

    name: str
    pid: int
    started: str
    stop_signal: int
    grace_seconds: float
    stage: int

    def lives(self) -> bool:
        return _started(self.pid) == self.started

    def group_lives(self) -> bool:
        """Whether anything of its process group still runs: the leader, or what it left behind.

        The system gives a group's number to no new process while the group exists. So a living process of that
        number is either the leader itself or a stranger in a group of its own.
        """
        if _started(self.pid) not in (None, self.started):
            return False
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:  # macOS says so of a group of zombies
            return self.lives()
        return True


def record(name: str, pid: int, *, stop_signal: int, grace_seconds: float, stage: int) -> Record:
    return Record(name, pid, _started(pid) or "", int(stop_signal), grace_seconds, stage)


def _started(pid: int) -> str | None:
    """When the process began, as the system writes it; None for one that is gone or a zombie."""
    if ON_LINUX:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else fields[19]
    shown = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    state, _, began = shown.strip().partition(" ")
    return None if not began or state.startswith("Z") else began.strip()


def boot_name() -> str:
    """Differs after a reboot, when every recorded process id means something else."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        shown = subprocess.run(["sysctl", "-n", "kern.boottime"], capture_output=True, text=True, check=False)
        return shown.stdout.strip()


def save(path: Path, records: Iterable[Record]) -> None:
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps({"boot": boot_name(), "children": [asdict(row) for row in records]}))
    draft.replace(path)


def load(path: Path) -> list[Record]:
    """The children of a supervisor that died, as far as they can still be running."""
    try:
        kept = json.loads(path.read_text())
        if kept["boot"] != boot_name():
            return []
        return [Record(**row) for row in kept["children"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def spawn(argv: list[str], *, stop_signal: int, **options) -> subprocess.Popen:
    """Start a child in a session of its own that gets `stop_signal` when this process dies, however it dies."""
    return subprocess.Popen(
        argv,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        preexec_fn=_die_with(os.getpid(), stop_signal),
        **options,
    )


def _die_with(parent: int, stop_signal: int) -> Callable[[], None] | None:
    """For Popen's preexec_fn, which runs after the change of user: that change would clear the setting."""
    if not ON_LINUX:
        return None  # the guard process alone does it there
    libc = ctypes.CDLL(None)

    def arrange() -> None:
        libc.prctl(SET_PARENT_DEATH_SIGNAL, int(stop_signal))
        if os.getppid() != parent:  # it died between fork and here
            os._exit(1)

    return arrange


def nothing() -> None:
    pass


def stop(records: Iterable[Record], collect: Callable[[], None] = nothing) -> None:
    """Stop the children, the latest stage first, each stage together: their own signal, patience, only then force.

    A parent passes `collect` to take its children's exit codes: until then a zombie still counts in its group.
    """
    stages: dict[int, list[Record]] = {}
    for row in records:
        stages.setdefault(row.stage, []).append(row)
    for _, rows in sorted(stages.items(), reverse=True):
        _stop_together(rows, collect)


def _stop_together(rows: list[Record], collect: Callable[[], None]) -> None:
    running = [row for row in rows if row.lives()]
    for row in running:
        _signal(row, row.stop_signal)
    begin = time.monotonic()
    while running:
        running = [row for row in running if row.lives()]
        for row in running:
            if time.monotonic() - begin > row.grace_seconds:
                _signal(row, signal.SIGKILL)
        time.sleep(POLL_SECONDS)
        collect()
    collect()
    for row in rows:
        clear_group(row)


def clear_group(row: Record, patience_seconds: float = 2.0) -> None:
    """End what a dead leader left behind in its group (the children of a killed web or worker)."""
    if not row.started or row.lives() or not row.group_lives():
        return
    _signal(row, signal.SIGTERM)
    end = time.monotonic() + patience_seconds
    while row.group_lives() and time.monotonic() < end:
        time.sleep(POLL_SECONDS)
    if row.group_lives():
        _signal(row, signal.SIGKILL)


def _signal(row: Record, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(row.pid, number)
