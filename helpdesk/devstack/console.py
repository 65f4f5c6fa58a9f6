"""What the person at the terminal sees: one line a service, with the time it took."""

import sys
from pathlib import Path


class StartFailed(RuntimeError):
    """A part of the stack did not come up; the text tells the person at the terminal what to do."""


class Stopping(Exception):
    """Somebody asked the stack to stop while it was still busy."""


def say(text: str = "") -> None:
    try:
        print(text, flush=True)
    except OSError:  # the terminal is gone; the stack goes on
        sys.stdout = sys.stderr = Path("/dev/null").open("w")  # noqa: SIM115 - for good


def line(name: str, text: str) -> None:
    say(f"  {name:<12} {text}")
