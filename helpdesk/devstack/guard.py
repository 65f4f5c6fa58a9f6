"""Stops the stack when its supervisor was killed and could not do it: waits on a pipe that only closes then."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from helpdesk.devstack import processes
from helpdesk.devstack.home import ROOT


class Guard:
    """Held by the supervisor; letting go of it (or dying) makes the guard stop whatever pids.json still lists."""

    def __init__(self, pids: Path):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "helpdesk.devstack.guard", str(pids)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=ROOT,
        )

    def release(self) -> None:
        pipe: IO[bytes] = self._process.stdin  # type: ignore[assignment]
        pipe.close()
        self._process.wait(30)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    pids = Path(sys.argv[1])
    # The kernel has signalled the children as well (Linux); a Postgres that is already stopping is left in peace
    # by the same signal twice, and is only forced after its full grace.
    processes.stop(processes.load(pids))
    pids.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
