"""What the supervisor has to know of one long-running process."""

import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpdesk.devstack.privileges import YOURSELF, Account


def at_once() -> bool:
    return True


@dataclass(frozen=True)
class Service:
    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    folder: str
    log: Path
    stage: int  # higher stages are stopped first
    is_ready: Callable[[], bool] = at_once  # may raise while the service is coming up
    account: Account = YOURSELF
    stop_signal: int = signal.SIGTERM
    grace_seconds: float = 10
    patience_seconds: float = 180  # how long its first start may take
